// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

import dev.sluice.lake.stores.Leftover;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.PartedUpload;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** Multipart uploads of a bucket. Thread-safe. */
final class Uploads {
  /** Metadata of an uploaded object: the name under which it was staged. */
  private static final String MARK = "sluice-staged";

  private static final String BINARY = "application/octet-stream";

  private final S3Client client;
  private final Bucket bucket;
  private final ObjectOptions options;

  Uploads(S3Client client, Bucket bucket, ObjectOptions options) {
    this.client = client;
    this.bucket = bucket;
    this.options = options;
  }

  UploadToken start(Location target, String mark) throws IOException {
    CreateMultipartUploadRequest.Builder request =
        CreateMultipartUploadRequest.builder()
            .bucket(bucket.name())
            .key(bucket.key(target))
            .contentType(BINARY)
            .metadata(Map.of(MARK, mark));
    options.applyTo(request);
    return Requests.send(
        "Starting the upload of " + target,
        () -> new UploadToken(mark, client.createMultipartUpload(request.build()).uploadId()));
  }

  void part(Location target, UploadToken token, int number, PartedUpload.Part part)
      throws IOException {
    UploadPartRequest.Builder request =
        UploadPartRequest.builder()
            .bucket(bucket.name())
            .key(bucket.key(target))
            .uploadId(token.id())
            .partNumber(number)
            .contentLength((long) part.size());
    options.unlock(
        request::sseCustomerAlgorithm, request::sseCustomerKey, request::sseCustomerKeyMD5);
    RequestBody body = RequestBody.fromContentProvider(part::content, part.size(), BINARY);
    Requests.send(
        "Uploading part " + number + " of " + target,
        () -> client.uploadPart(request.build(), body));
  }

  /**
   * Makes an object of the parts that are there.
   *
   * @throws FileNotFoundException if there is no such upload, or no more
   */
  void complete(Location target, UploadToken token) throws IOException {
    List<CompletedPart> parts =
        Requests.send("Listing the parts of " + target, () -> parts(target, token));
    CompleteMultipartUploadRequest.Builder request =
        CompleteMultipartUploadRequest.builder()
            .bucket(bucket.name())
            .key(bucket.key(target))
            .uploadId(token.id())
            .multipartUpload(all -> all.parts(parts));
    options.unlock(
        request::sseCustomerAlgorithm, request::sseCustomerKey, request::sseCustomerKeyMD5);
    Requests.send(
        "Completing the upload of " + target,
        () -> client.completeMultipartUpload(request.build()));
  }

  private List<CompletedPart> parts(Location target, UploadToken token) {
    return client
        .listPartsPaginator(
            request -> request.bucket(bucket.name()).key(bucket.key(target)).uploadId(token.id()))
        .parts()
        .stream()
        .map(Uploads::listed)
        .toList();
  }

  private static CompletedPart listed(Part part) {
    return CompletedPart.builder()
        .partNumber(part.partNumber())
        .eTag(part.eTag())
        .checksumCRC32(part.checksumCRC32())
        .build();
  }

  /** Whether the object is the one that this upload has made, not another of its name. */
  boolean isCompleted(Location target, UploadToken token) throws IOException {
    HeadObjectRequest.Builder request =
        HeadObjectRequest.builder().bucket(bucket.name()).key(bucket.key(target));
    options.unlock(
        request::sseCustomerAlgorithm, request::sseCustomerKey, request::sseCustomerKeyMD5);
    try {
      return Requests.send("Looking at " + target, () -> client.headObject(request.build()))
          .metadata()
          .getOrDefault(MARK, "")
          .equals(token.mark());
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  void drop(Location target, UploadToken token) throws IOException {
    try {
      Requests.send(
          "Dropping the upload of " + target,
          () ->
              client.abortMultipartUpload(
                  request ->
                      request.bucket(bucket.name()).key(bucket.key(target)).uploadId(token.id())));
    } catch (FileNotFoundException e) {
      // Dropped or completed before.
    }
  }

  List<Leftover> open(Predicate<Location> targets) throws IOException {
    return Requests.send(
        "Listing the uploads in " + bucket,
        () ->
            client
                .listMultipartUploadsPaginator(
                    request -> request.bucket(bucket.name()).prefix(bucket.prefix()))
                .uploads()
                .stream()
                .flatMap(
                    upload ->
                        bucket.location(upload.key()).filter(targets).stream()
                            .map(target -> leftover(target, upload.uploadId())))
                .toList());
  }

  private static Leftover leftover(Location target, String id) {
    return new Leftover(target, new UploadToken("", id).toString());
  }
}
