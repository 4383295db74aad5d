// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.lake.stores.Labels;
import dev.sluice.lake.stores.Leftover;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.PartThreads;
import dev.sluice.lake.stores.PartedUpload;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.StoredFile;
import dev.sluice.lake.stores.Upload;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A folder of a bucket. A file is staged as a multipart upload of its target, which nobody sees,
 * and published by completing it: no copy, and nothing to hide. Every file is one, whatever its
 * size, so that there is one way to commit and to recover.
 */
final class S3Store implements Store {
  private static final Logger LOG = LoggerFactory.getLogger(S3Store.class);

  private final S3Client client;
  private final S3Client once;
  private final Bucket bucket;
  private final ObjectOptions options;
  private final int partSize;
  private final Uploads uploads;
  private final PartThreads threads;

  S3Store(Connection connection, Bucket bucket, ObjectOptions options, int partSize, int parallel) {
    this.client = connection.patient();
    this.once = connection.once();
    this.bucket = bucket;
    this.options = options;
    this.partSize = partSize;
    this.uploads = new Uploads(client, bucket, options);
    this.threads = new PartThreads("sluice-s3-part", parallel);
  }

  @Override
  public Upload stage(Location staged, Location target) throws IOException {
    // Metadata travels in a header, so in ASCII.
    String mark = URLEncoder.encode(staged.name(), StandardCharsets.UTF_8);
    UploadToken token = uploads.start(target, mark);
    return new PartedUpload(target, new PartsOf(target, token), partSize, threads);
  }

  /** Parts of a multipart upload. */
  private final class PartsOf implements PartedUpload.Parts {
    private final Location target;
    private final UploadToken token;

    PartsOf(Location target, UploadToken token) {
      this.target = target;
      this.token = token;
    }

    @Override
    public void upload(int number, PartedUpload.Part part) throws IOException {
      uploads.part(target, token, number, part);
    }

    @Override
    public String finish(int count, long bytes) {
      return token.toString();
    }

    @Override
    public void drop() throws IOException {
      uploads.drop(target, token);
    }
  }

  @Override
  public boolean publish(Location target, String text) throws IOException {
    UploadToken token = UploadToken.of(text);
    try {
      uploads.complete(target, token);
      return true;
    } catch (FileNotFoundException e) {
      return uploads.isCompleted(target, token);
    }
  }

  @Override
  public void label(Location target, Labels labels) throws IOException {
    if (options.labels().isEmpty()) {
      return;
    }
    try {
      Requests.send(
          "Tagging " + target,
          () ->
              client.putObjectTagging(
                  request ->
                      request
                          .bucket(bucket.name())
                          .key(bucket.key(target))
                          .tagging(options.tagging(labels))));
    } catch (IOException e) {
      untagged(target, options.labels().get(), e);
    }
  }

  /** What may pass is tried again, if it matters at all. */
  private static void untagged(Location target, S3Settings.TaggingError policy, IOException e)
      throws IOException {
    switch (policy) {
      case IGNORE -> LOG.warn("{} stays without its tags: {}", target, e.getMessage());
      case FAIL -> {
        if (e.getCause() instanceof S3Exception answer && !Requests.mayPass(answer)) {
          throw new RefusedException(
              e.getMessage()
                  + ". The file is visible, and its tags are asked for: let the task use s3:PutObjectTagging, or set "
                  + S3Settings.TAGGING_ERROR.name()
                  + " to ignore",
              e);
        }
        throw e;
      }
    }
  }

  @Override
  public void drop(Location target, String token) throws IOException {
    uploads.drop(target, UploadToken.of(token));
  }

  @Override
  public List<Leftover> leftovers(Location staged, Predicate<Location> targets) throws IOException {
    return uploads.open(targets);
  }

  /** Sent once: sent again, the answer would tell of our own first try as of somebody else's. */
  @Override
  public boolean putIfAbsent(Location location, byte[] content) throws IOException {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder().bucket(bucket.name()).key(bucket.key(location)).ifNoneMatch("*");
    options.applyTo(request);
    try {
      once.putObject(request.build(), RequestBody.fromBytes(content));
      return true;
    } catch (S3Exception e) {
      return switch (e.statusCode()) {
        case Requests.PRECONDITION_FAILED -> false;
        case Requests.CONFLICT -> lost(location, e);
        default -> throw Requests.failed("Creating " + location, e);
      };
    } catch (SdkException | IllegalStateException e) {
      return unanswered(location, content, e);
    }
  }

  /**
   * A server may refuse and hang up while the content is still on its way, so that its answer is
   * lost. An object with other content tells it; in any other case nobody knows who has created it.
   */
  private boolean unanswered(Location location, byte[] content, RuntimeException failure)
      throws IOException {
    try {
      if (!Arrays.equals(read(location), content)) {
        return false;
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    throw Requests.failed("Creating " + location, failure);
  }

  /** Refused because of another write: if that one has gone through, it has created the object. */
  private boolean lost(Location location, S3Exception conflict) throws IOException {
    try {
      read(location);
      return false;
    } catch (FileNotFoundException e) {
      throw Requests.failed("Creating " + location, conflict);
    }
  }

  @Override
  public byte[] read(Location location) throws IOException {
    return Requests.send("Reading " + location, () -> client.getObjectAsBytes(get(location)))
        .asByteArrayUnsafe();
  }

  @Override
  public InputStream open(Location location) throws IOException {
    return Requests.send("Reading " + location, () -> client.getObject(get(location)));
  }

  private GetObjectRequest get(Location location) {
    GetObjectRequest.Builder request =
        GetObjectRequest.builder().bucket(bucket.name()).key(bucket.key(location));
    options.unlock(
        request::sseCustomerAlgorithm, request::sseCustomerKey, request::sseCustomerKeyMD5);
    return request.build();
  }

  @Override
  public List<StoredFile> files(Location directory) throws IOException {
    return Requests.send(
        "Listing " + bucket + "/" + directory,
        () ->
            client
                .listObjectsV2Paginator(
                    request -> request.bucket(bucket.name()).prefix(bucket.folder(directory)))
                .contents()
                .stream()
                .flatMap(
                    object ->
                        bucket.location(object.key()).stream()
                            .map(at -> new StoredFile(at, object.size())))
                .toList());
  }

  @Override
  public List<String> list(Location directory) throws IOException {
    String folder = bucket.folder(directory);
    return Requests.send(
        "Listing " + bucket + "/" + directory,
        () ->
            client
                .listObjectsV2Paginator(
                    request -> request.bucket(bucket.name()).prefix(folder).delimiter("/"))
                .stream()
                .flatMap(S3Store::keys)
                .map(key -> key.substring(folder.length()).replace("/", ""))
                .filter(name -> !name.isEmpty())
                .sorted()
                .toList());
  }

  private static Stream<String> keys(ListObjectsV2Response page) {
    return Stream.concat(
        page.commonPrefixes().stream().map(CommonPrefix::prefix),
        page.contents().stream().map(S3Object::key));
  }

  @Override
  public void delete(Location location) throws IOException {
    Requests.send(
        "Deleting " + location,
        () ->
            client.deleteObject(
                request -> request.bucket(bucket.name()).key(bucket.key(location))));
  }

  @Override
  public String describe() {
    return bucket.toString();
  }

  @Override
  public void close() {
    threads.close();
    client.close();
    once.close();
  }
}
