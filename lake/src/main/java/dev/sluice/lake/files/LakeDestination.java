// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Destination;
import dev.sluice.core.commit.Range;
import dev.sluice.core.failure.FencedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.Upload;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One table of plain files in a store, exactly once by numbered manifests. */
public final class LakeDestination implements Destination<StagedFile> {
  private static final Logger LOG = LoggerFactory.getLogger(LakeDestination.class);

  private final Store store;
  private final Layout layout;
  private final FileEncoder encoder;
  private final InstantSource clock;
  private final String owner;
  private final AtomicLong staged = new AtomicLong();
  private final Map<TopicPartition, OwnedPartition> owned = new ConcurrentHashMap<>();

  /**
   * Tokens of staged files that a manifest lists, or may list: whether it was written is not known.
   */
  private final Set<String> listed = ConcurrentHashMap.newKeySet();

  /**
   * @param pipeline name under which manifests are kept
   */
  public LakeDestination(
      Store store, String pipeline, Naming naming, FileEncoder encoder, InstantSource clock) {
    this(store, pipeline, naming, encoder, clock, UUID.randomUUID().toString());
  }

  /**
   * @param owner a name that no other owner has, nor ever had
   */
  LakeDestination(
      Store store,
      String pipeline,
      Naming naming,
      FileEncoder encoder,
      InstantSource clock,
      String owner) {
    this.owner = owner;
    this.store = store;
    this.layout = new Layout(pipeline, naming, encoder.extension());
    this.encoder = encoder;
    this.clock = clock;
  }

  @Override
  public Map<TopicPartition, Long> open(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OwnedPartition claimed = new OwnedPartition(partition, owner, store, layout, clock);
      try {
        claimed.claim();
      } catch (IOException e) {
        throw unavailable("Claiming " + partition, e);
      }
      owned.put(partition, claimed);
      if (claimed.position() != Manifest.NO_POSITION) {
        positions.put(partition, claimed.position());
      }
    }
    return positions;
  }

  @Override
  public StagedFile stage(Gathered records) {
    Location at = layout.stagedFile(records.source(), owner, staged.incrementAndGet());
    Location target = layout.target(records);
    try {
      Upload upload = store.stage(at, target);
      try {
        return stage(records, target, upload);
      } catch (IOException | RuntimeException e) {
        abortQuietly(upload, target);
        throw e;
      }
    } catch (IOException e) {
      throw unavailable("Writing a file of " + records.target(), e);
    }
  }

  private StagedFile stage(Gathered records, Location target, Upload upload) throws IOException {
    CheckedOutputStream out = new CheckedOutputStream(upload, new CRC32C());
    FileEncoder.Encoded encoded = encoder.encode(records, out);
    if (encoded.rows() == 0) {
      abortQuietly(upload, target);
      return new StagedFile(records.source(), Optional.empty(), encoded.rejections());
    }
    StagedFile.FileEntry entry =
        new StagedFile.FileEntry(
            target, upload.token(), encoded.rows(), encoded.bytes(), out.getChecksum().getValue());
    return new StagedFile(records.source(), Optional.of(entry), encoded.rejections());
  }

  @Override
  public void commit(Commit<StagedFile> commit) {
    for (Range range : commit.ranges()) {
      List<StagedFile.FileEntry> files =
          commit.staged().stream()
              .filter(file -> file.source().equals(range.partition()))
              .flatMap(file -> file.entry().stream())
              .toList();
      commit(range, files);
    }
  }

  private void commit(Range range, List<StagedFile.FileEntry> files) {
    OwnedPartition partition = owned.get(range.partition());
    if (partition == null) {
      throw new FencedException(
          range.partition() + " is not open here, so nothing of it is committed");
    }
    List<String> doubtful = files.stream().map(StagedFile.FileEntry::token).toList();
    listed.addAll(doubtful);
    try {
      partition.commit(range, files);
    } catch (IOException e) {
      throw unavailable("Committing " + range.partition() + " up to offset " + range.to(), e);
    } catch (FencedException e) {
      // The number that would have listed them is somebody else's for good.
      listed.removeAll(doubtful);
      throw e;
    }
    listed.removeAll(doubtful);
  }

  private UnavailableException unavailable(String act, IOException e) {
    String reason =
        e.getMessage() == null
            ? e.getClass().getSimpleName()
            : e.getClass().getSimpleName() + ": " + e.getMessage();
    return new UnavailableException(
        act + " in the lake at " + store.describe() + " failed (" + reason + ").", e);
  }

  @Override
  public void discard(List<StagedFile> files) {
    for (StagedFile file : files) {
      file.entry().ifPresent(this::discard);
    }
  }

  /** What may have been committed is left: the next claim publishes it, or sweeps it away. */
  private void discard(StagedFile.FileEntry file) {
    if (!listed.remove(file.token())) {
      try {
        store.drop(file.target(), file.token());
      } catch (IOException e) {
        stays(file.target(), e);
      }
    }
  }

  private static void abortQuietly(Upload upload, Location target) {
    try {
      upload.abort();
    } catch (IOException e) {
      stays(target, e);
    }
  }

  private static void stays(Location target, IOException e) {
    LOG.info(
        "What is staged for {} stays until the next owner sweeps it: {}", target, e.toString());
  }

  @Override
  public void release(Collection<TopicPartition> partitions) {
    owned.keySet().removeAll(partitions);
  }

  @Override
  public void close() {
    owned.clear();
    store.close();
  }
}
