// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.azure;

import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRequestConditions;
import dev.sluice.lake.stores.Leftover;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.PartThreads;
import dev.sluice.lake.stores.PartedUpload;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.StoredFile;
import dev.sluice.lake.stores.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A folder of a container. A file is staged as blocks of its target, which nobody sees until a list
 * of them is committed: publishing is that list, whatever the file's size, so nothing is copied. A
 * copy from a staged blob would move every byte once more inside Azure, on the commit's path, and
 * keep it twice where deleted blobs are kept for a while; a rename needs an account with
 * hierarchical names.
 *
 * <p>Azure cannot remove blocks that are not committed, and finds them only by listing every blob
 * of the table. So an empty blob beside the manifests, the marker, tells that they are there: it is
 * written after the last block and removed after publishing; who drops a staged file removes its
 * marker, and without it nobody publishes. Blocks left alone Azure forgets after a week.
 *
 * <p>Many may stage blocks for the same target: their ids begin with the digest of the marker's
 * name. To commit some discards all others of that target, which are void, because only the owner
 * whose manifest lists the target gets to publish it. A list is committed only if there is no such
 * file, or a known other one, whose marker's name tells it from ours; so a request that arrives
 * late does nothing.
 */
final class AzureStore implements Store {
  private final Blobs blobs;
  private final BlobOptions options;
  private final int blockSize;
  private final PartThreads threads;

  AzureStore(Blobs blobs, BlobOptions options, int blockSize, int parallel) {
    this.blobs = blobs;
    this.options = options;
    this.blockSize = blockSize;
    this.threads = new PartThreads("sluice-azure-block", parallel);
  }

  @Override
  public Upload stage(Location staged, Location target) {
    return new PartedUpload(target, new Blocks(target, staged), blockSize, threads);
  }

  /** Blocks of one file. */
  private final class Blocks implements PartedUpload.Parts {
    private final Location target;
    private final Location marker;

    Blocks(Location target, Location marker) {
      this.target = target;
      this.marker = marker;
    }

    @Override
    public void upload(int number, PartedUpload.Part part) throws IOException {
      // Only a file without content has an empty part, and Azure has no empty blocks.
      if (part.size() > 0) {
        blobs.block(target, StagedBlocks.id(marker, number), part);
      }
    }

    @Override
    public String finish(int count, long bytes) throws IOException {
      blobs.put(marker, new byte[0]);
      return new StagedBlocks(bytes == 0 ? 0 : count, marker).toString();
    }

    @Override
    public void drop() throws IOException {
      blobs.delete(marker);
    }
  }

  @Override
  public boolean publish(Location target, String token) throws IOException {
    StagedBlocks staged = StagedBlocks.of(token);
    if (blobs.properties(staged.marker()).isEmpty()) {
      return isPublished(blobs.properties(target), staged);
    }
    if (!commit(target, staged)) {
      return false;
    }
    blobs.delete(staged.marker());
    return true;
  }

  private boolean commit(Location target, StagedBlocks staged) throws IOException {
    Optional<BlobProperties> there = blobs.properties(target);
    if (isPublished(there, staged)) {
      return true;
    }
    BlobRequestConditions when = new BlobRequestConditions();
    there.ifPresentOrElse(
        // The same offsets landed before, and were rewound: the file is replaced.
        other -> when.setIfMatch(other.getETag()),
        () -> when.setIfNoneMatch("*"));
    try {
      blobs.commit(target, staged.ids(), options, mark(staged), when);
      return true;
    } catch (RefusedRequest e) {
      // Another process, or an earlier try of ours whose answer was lost, may have done it.
      if (isPublished(blobs.properties(target), staged)) {
        return true;
      }
      if (e.tellsOfMissingBlocks()) {
        return false;
      }
      throw e;
    }
  }

  private static boolean isPublished(Optional<BlobProperties> blob, StagedBlocks staged) {
    return blob.map(BlobProperties::getMetadata)
        .filter(metadata -> mark(staged).equals(metadata.get(BlobOptions.MARK)))
        .isPresent();
  }

  /** Metadata travels in a header, so in ASCII. */
  private static String mark(StagedBlocks staged) {
    return URLEncoder.encode(staged.marker().name(), StandardCharsets.UTF_8);
  }

  @Override
  public void drop(Location target, String token) throws IOException {
    blobs.delete(StagedBlocks.of(token).marker());
  }

  @Override
  public List<Leftover> leftovers(Location staged, Predicate<Location> targets) throws IOException {
    return blobs.files(staged).stream()
        .map(file -> new Leftover(file.at(), new StagedBlocks(0, file.at()).toString()))
        .toList();
  }

  @Override
  public boolean putIfAbsent(Location location, byte[] content) throws IOException {
    return blobs.putIfAbsent(location, content);
  }

  @Override
  public byte[] read(Location location) throws IOException {
    return blobs.read(location);
  }

  @Override
  public InputStream open(Location location) throws IOException {
    return blobs.open(location);
  }

  @Override
  public List<String> list(Location directory) throws IOException {
    return blobs.list(directory);
  }

  @Override
  public List<StoredFile> files(Location directory) throws IOException {
    return blobs.files(directory);
  }

  @Override
  public void delete(Location location) throws IOException {
    blobs.delete(location);
  }

  @Override
  public String describe() {
    return blobs.toString();
  }

  @Override
  public void close() {
    threads.close();
  }
}
