// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.gcs;

import com.google.api.client.http.AbstractInputStreamContent;
import com.google.api.client.http.ByteArrayContent;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.StorageRequest;
import com.google.api.services.storage.model.ComposeRequest;
import com.google.api.services.storage.model.StorageObject;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.PartedUpload;
import dev.sluice.lake.stores.StoredFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/** Objects of a bucket, by their places. Thread-safe. */
final class Objects {
  private static final String BYTES = "application/octet-stream";

  private final Storage client;
  private final Bucket bucket;
  private final ObjectOptions options;
  private final Optional<String> project;
  private final Requests requests;

  Objects(Connection connection, Bucket bucket, Settings settings) {
    this.client = connection.client();
    this.bucket = bucket;
    this.options = ObjectOptions.of(settings);
    this.project = settings.find(GcsSettings.USER_PROJECT);
    this.requests = new Requests(connection.patience());
  }

  /** Every request names who pays for it; bodies are small, or packed already. */
  private <R extends StorageRequest<?>> R paid(R request) {
    request.setDisableGZipContent(true);
    project.ifPresent(payer -> request.set("userProject", payer));
    return request;
  }

  /**
   * Writes a part of a data file, or all of it, over one that may be there.
   *
   * @param mark of the data file
   */
  void write(Location location, PartedUpload.Part part, String mark) throws IOException {
    StorageObject object = options.marked(mark).setCrc32c(crc32c(part.content()));
    requests.send(
        "Uploading " + location,
        () ->
            insert(location, object, new PartContent(BYTES, part))
                .setKmsKeyName(options.kmsKey().orElse(null))
                .execute());
  }

  private Storage.Objects.Insert insert(
      Location location, StorageObject object, AbstractInputStreamContent content)
      throws IOException {
    Storage.Objects.Insert insert =
        paid(
            client
                .objects()
                .insert(bucket.name(), object, content)
                .setName(bucket.object(location)));
    // One request, not a session of several.
    insert.getMediaHttpUploader().setDirectUploadEnabled(true);
    return insert;
  }

  /** What Google compares a body with, so that no bit turns on the way. */
  private static String crc32c(InputStream content) throws IOException {
    CRC32C crc = new CRC32C();
    byte[] buffer = new byte[1 << 14];
    for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
      crc.update(buffer, 0, n);
    }
    return Base64.getEncoder()
        .encodeToString(ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
  }

  /** Makes a data file of up to 32 others, of which it may be the first itself. */
  void compose(Location location, List<Location> parts, String mark) throws IOException {
    List<ComposeRequest.SourceObjects> sources =
        parts.stream()
            .map(part -> new ComposeRequest.SourceObjects().setName(bucket.object(part)))
            .toList();
    ComposeRequest request =
        new ComposeRequest().setSourceObjects(sources).setDestination(options.marked(mark));
    requests.once(
        "Composing " + location,
        () ->
            paid(client.objects().compose(bucket.name(), bucket.object(location), request))
                .setKmsKeyName(options.kmsKey().orElse(null))
                .execute());
  }

  /**
   * Gives an object another name, at once.
   *
   * @param over generation of what is there under that name; 0 for nothing
   * @throws Requests.AnotherObjectException if there is something else
   * @throws FileNotFoundException if there is no such object
   */
  void move(Location from, Location to, long over) throws IOException {
    requests.send(
        "Publishing " + to,
        () ->
            paid(client.objects().move(bucket.name(), bucket.object(from), bucket.object(to)))
                .setIfGenerationMatch(over)
                .execute());
  }

  /** Sent once: sent again, the answer would tell of our own first try as of somebody else's. */
  boolean putIfAbsent(Location location, byte[] content) throws IOException {
    try {
      requests.once(
          "Creating " + location,
          () ->
              insert(location, new StorageObject(), new ByteArrayContent(BYTES, content))
                  .setKmsKeyName(options.kmsKey().orElse(null))
                  .setIfGenerationMatch(0L)
                  .execute());
      return true;
    } catch (Requests.AnotherObjectException e) {
      return false;
    }
  }

  /** What is known of an object; empty if it is not there. */
  Optional<StorageObject> find(Location location) throws IOException {
    try {
      return Optional.of(
          requests.send(
              "Looking at " + location,
              () -> paid(client.objects().get(bucket.name(), bucket.object(location))).execute()));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  byte[] read(Location location) throws IOException {
    return requests.send(
        "Reading " + location,
        () -> {
          try (InputStream in = content(location)) {
            return in.readAllBytes();
          }
        });
  }

  InputStream open(Location location) throws IOException {
    return requests.send("Reading " + location, () -> content(location));
  }

  private InputStream content(Location location) throws IOException {
    return paid(client.objects().get(bucket.name(), bucket.object(location)))
        .executeMediaAsInputStream();
  }

  /** Names directly below a place, in order. */
  List<String> list(Location directory) throws IOException {
    String folder = bucket.folder(directory);
    SortedSet<String> names = new TreeSet<>();
    for (com.google.api.services.storage.model.Objects page : pages(directory, "/")) {
      items(page).forEach(object -> names.add(object.getName().substring(folder.length())));
      if (page.getPrefixes() != null) {
        page.getPrefixes()
            .forEach(prefix -> names.add(prefix.substring(folder.length(), prefix.length() - 1)));
      }
    }
    // The folder itself may be an object, made by a console.
    names.remove("");
    return List.copyOf(names);
  }

  /** Every file below a place. */
  List<StoredFile> files(Location directory) throws IOException {
    List<StoredFile> files = new ArrayList<>();
    for (com.google.api.services.storage.model.Objects page : pages(directory, null)) {
      for (StorageObject object : items(page)) {
        bucket
            .location(object.getName())
            .ifPresent(at -> files.add(new StoredFile(at, object.getSize().longValueExact())));
      }
    }
    return files;
  }

  private static List<StorageObject> items(com.google.api.services.storage.model.Objects page) {
    return page.getItems() == null ? List.of() : page.getItems();
  }

  private List<com.google.api.services.storage.model.Objects> pages(
      Location directory, String delimiter) throws IOException {
    List<com.google.api.services.storage.model.Objects> pages = new ArrayList<>();
    String next = null;
    do {
      String token = next;
      com.google.api.services.storage.model.Objects page =
          requests.send(
              "Listing " + bucket + "/" + directory,
              () ->
                  paid(client.objects().list(bucket.name()))
                      .setPrefix(bucket.folder(directory))
                      .setDelimiter(delimiter)
                      .setPageToken(token)
                      .setFields("items(name,size),prefixes,nextPageToken")
                      .execute());
      pages.add(page);
      next = page.getNextPageToken();
    } while (next != null);
    return pages;
  }

  /** Removes an object; one that is not there is no error. */
  void delete(Location location) throws IOException {
    try {
      requests.send(
          "Deleting " + location,
          () -> paid(client.objects().delete(bucket.name(), bucket.object(location))).execute());
    } catch (FileNotFoundException e) {
      // It is gone, as it should be.
    }
  }

  @Override
  public String toString() {
    return bucket.toString();
  }
}
