// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.azure;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlobInputStreamOptions;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.PartedUpload;
import dev.sluice.lake.stores.StoredFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Blobs of a container, by their places. Thread-safe. */
final class Blobs {
  /** What a folder of an account with hierarchical names carries, which lists as a blob. */
  private static final String FOLDER = "hdi_isfolder";

  private final BlobContainerClient once;
  private final BlobContainerClient patient;
  private final Container container;
  private final Requests requests;

  Blobs(Connection connection, Container container) {
    this.once = connection.once();
    this.patient = connection.patient();
    this.container = container;
    this.requests = new Requests(connection.patience());
  }

  private BlockBlobClient blob(Location location) {
    return once.getBlobClient(container.blob(location)).getBlockBlobClient();
  }

  /** Uploads a block of a blob that stays as it is. */
  void block(Location location, String id, PartedUpload.Part part) throws IOException {
    requests.send(
        "Uploading a block of " + location,
        left ->
            blob(location)
                .stageBlockWithResponse(
                    id, part.content(), part.size(), null, null, left, Context.NONE));
  }

  /**
   * Makes a blob of blocks.
   *
   * @throws RefusedRequest if a block is not there, or the conditions do not hold
   */
  void commit(
      Location location,
      List<String> ids,
      BlobOptions options,
      String mark,
      BlobRequestConditions when)
      throws IOException {
    BlockBlobCommitBlockListOptions list =
        new BlockBlobCommitBlockListOptions(ids)
            .setMetadata(options.marked(mark))
            .setTier(options.tier().orElse(null))
            .setTags(options.tags().isEmpty() ? null : options.tags())
            .setRequestConditions(when);
    requests.send(
        "Publishing " + location,
        left -> blob(location).commitBlockListWithResponse(list, left, Context.NONE));
  }

  /** Writes a small blob, over one that may be there. */
  void put(Location location, byte[] content) throws IOException {
    BlockBlobSimpleUploadOptions upload =
        new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(content));
    requests.send(
        "Writing " + location,
        left -> blob(location).uploadWithResponse(upload, left, Context.NONE));
  }

  /** Sent once: sent again, the answer would tell of our own first try as of somebody else's. */
  boolean putIfAbsent(Location location, byte[] content) throws IOException {
    BlockBlobSimpleUploadOptions upload =
        new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(content))
            .setRequestConditions(new BlobRequestConditions().setIfNoneMatch("*"));
    try {
      requests.once(
          "Creating " + location,
          left -> blob(location).uploadWithResponse(upload, left, Context.NONE));
      return true;
    } catch (RefusedRequest e) {
      if (e.tellsOfAnotherBlob()) {
        return false;
      }
      throw e;
    }
  }

  /** What is known of a blob; empty if it is not there. */
  Optional<BlobProperties> properties(Location location) throws IOException {
    try {
      return Optional.of(
          requests
              .send(
                  "Looking at " + location,
                  left -> blob(location).getPropertiesWithResponse(null, left, Context.NONE))
              .getValue());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  byte[] read(Location location) throws IOException {
    return requests
        .send(
            "Reading " + location,
            left ->
                blob(location)
                    .downloadContentWithResponse(null, null, left, Context.NONE)
                    .getValue())
        .toBytes();
  }

  InputStream open(Location location) throws IOException {
    return requests.send(
        "Reading " + location,
        left ->
            patient
                .getBlobClient(container.blob(location))
                .openInputStream(new BlobInputStreamOptions()));
  }

  /** Names directly below a place, in order. */
  List<String> list(Location directory) throws IOException {
    String folder = container.folder(directory);
    ListBlobsOptions options = new ListBlobsOptions().setPrefix(folder);
    return requests.send(
        "Listing " + container + "/" + directory,
        left ->
            once.listBlobsByHierarchy("/", options, left).stream()
                .map(item -> item.getName().substring(folder.length()).replace("/", ""))
                .filter(name -> !name.isEmpty())
                .distinct()
                .sorted()
                .toList());
  }

  /** Every file below a place. */
  List<StoredFile> files(Location directory) throws IOException {
    ListBlobsOptions options =
        new ListBlobsOptions()
            .setPrefix(container.folder(directory))
            .setDetails(new BlobListDetails().setRetrieveMetadata(true));
    return requests.send(
        "Listing " + container + "/" + directory,
        left ->
            once.listBlobs(options, left).stream()
                .filter(item -> !isFolder(item))
                .flatMap(
                    item ->
                        container.location(item.getName()).stream()
                            .map(at -> new StoredFile(at, item.getProperties().getContentLength())))
                .toList());
  }

  private static boolean isFolder(BlobItem item) {
    return item.getMetadata() != null && "true".equalsIgnoreCase(item.getMetadata().get(FOLDER));
  }

  void delete(Location location) throws IOException {
    requests.send(
        "Deleting " + location,
        left -> blob(location).deleteIfExistsWithResponse(null, null, left, Context.NONE));
  }

  @Override
  public String toString() {
    return container.toString();
  }
}
