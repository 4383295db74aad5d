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
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** One table of plain files in a store, exactly once by numbered manifests. */
public final class LakeDestination implements Destination<StagedFile> {
  private final Store store;
  private final Layout layout;
  private final Staging staging;
  private final InstantSource clock;
  private final String owner;
  private final Map<TopicPartition, OwnedPartition> owned = new ConcurrentHashMap<>();

  /**
   * Tokens of staged files that a manifest lists, or may list: whether it was written is not known.
   */
  private final Set<String> listed = ConcurrentHashMap.newKeySet();

  /**
   * @param pipeline name under which manifests are kept
   */
  public LakeDestination(
      Store store, String pipeline, Naming naming, FileSet files, InstantSource clock) {
    this(store, pipeline, naming, files, clock, UUID.randomUUID().toString());
  }

  /**
   * @param owner a name that no other owner has, nor ever had
   */
  LakeDestination(
      Store store,
      String pipeline,
      Naming naming,
      FileSet files,
      InstantSource clock,
      String owner) {
    this.owner = owner;
    this.store = store;
    this.layout = new Layout(pipeline, naming, files.values().extension());
    this.staging = new Staging(store, layout, files, owner);
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

  /**
   * What a partition that is open here has seen after a manifest's number, claims included, by
   * number.
   *
   * @throws UnavailableException if they cannot be read now
   */
  public SortedMap<Long, Manifest> manifests(TopicPartition partition, long after) {
    OwnedPartition open = owned.get(partition);
    if (open == null) {
      throw new FencedException(partition + " is not open here");
    }
    try {
      return open.manifests(after);
    } catch (IOException e) {
      throw unavailable("Reading the manifests of " + partition, e);
    }
  }

  @Override
  public StagedFile stage(Gathered records) {
    try {
      return staging.stage(records);
    } catch (IOException e) {
      throw unavailable("Writing a file of " + records.target(), e);
    }
  }

  @Override
  public void commit(Commit<StagedFile> commit) {
    for (Range range : commit.ranges()) {
      List<StagedFile.FileEntry> files =
          commit.staged().stream()
              .filter(file -> file.source().equals(range.partition()))
              .flatMap(file -> file.files().stream())
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

  /** What may have been committed is left: the next claim publishes it, or sweeps it away. */
  @Override
  public void discard(List<StagedFile> files) {
    for (StagedFile staged : files) {
      for (StagedFile.FileEntry file : staged.files()) {
        if (!listed.remove(file.token())) {
          staging.drop(file);
        }
      }
    }
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
