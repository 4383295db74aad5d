// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.commit.Range;
import dev.sluice.core.failure.FencedException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.lake.stores.Labels;
import dev.sluice.lake.stores.Leftover;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One topic-partition in the hands of one owner: the file commit protocol.
 *
 * <p>Claim: read the last manifest, publish what it lists, look at what is staged, take the next
 * number with a claim. From then on no earlier owner can take a number, so what was seen staged is
 * void and may be removed. What is staged later is left alone: it may be the next owner's. Commit:
 * take the next number with the list of staged files, then publish them. A crash after the number
 * is taken is finished by the next claim; a crash before it leaves nothing visible.
 */
final class OwnedPartition {
  private final TopicPartition source;
  private final String owner;
  private final Store store;
  private final Layout layout;
  private final ManifestLog log;
  private final InstantSource clock;
  private long number;
  private long position;

  OwnedPartition(
      TopicPartition source, String owner, Store store, Layout layout, InstantSource clock) {
    this.source = source;
    this.owner = owner;
    this.store = store;
    this.layout = layout;
    this.log = new ManifestLog(store, layout, source);
    this.clock = clock;
  }

  /** Next offset to read; -1 if there is no position. */
  long position() {
    return position;
  }

  /** Manifests after a number, up to the last one of this owner, by number. */
  SortedMap<Long, Manifest> manifests(long after) throws IOException {
    SortedMap<Long, Manifest> manifests = new TreeMap<>();
    for (long each = after + 1; each <= number; each++) {
      manifests.put(each, log.read(each));
    }
    return manifests;
  }

  /** Takes the partition over from whoever had it. */
  void claim() throws IOException {
    List<Leftover> leftovers = List.of();
    boolean claimed = false;
    while (!claimed) {
      number = log.last();
      position = Manifest.NO_POSITION;
      if (number > 0) {
        Manifest last = log.read(number);
        publish(last);
        position = last.position();
      }
      leftovers = store.leftovers(layout.staged(source), target -> layout.isFileOf(source, target));
      claimed = log.append(number + 1, Manifest.claim(source, owner, position, clock.millis()));
    }
    number++;
    for (Leftover leftover : leftovers) {
      store.drop(leftover.target(), leftover.token());
    }
  }

  /**
   * Makes the files visible and moves the position; may be called again with the same range after
   * an IOException.
   *
   * @throws FencedException if another owner has taken the partition over
   */
  void commit(Range range, List<StagedFile.FileEntry> files) throws IOException {
    Manifest manifest = Manifest.commit(range, owner, clock.millis(), files);
    if (position == range.to() && log.read(number).isCommitOf(range, owner)) {
      // An earlier try took the number and failed while publishing.
      publish(manifest);
      return;
    }
    if (position != range.from() && position != Manifest.NO_POSITION) {
      throw new IllegalStateException(
          source
              + " stands at "
              + position
              + ", and a commit from "
              + range.from()
              + " does not continue it");
    }
    if (!log.append(number + 1, manifest) && !log.read(number + 1).isCommitOf(range, owner)) {
      throw new FencedException(
          source
              + " has been taken over by another task, which wrote manifest "
              + (number + 1)
              + "; this task's files"
              + " were not made visible and it stops");
    }
    number++;
    position = range.to();
    publish(manifest);
  }

  private void publish(Manifest manifest) throws IOException {
    for (Manifest.Entry file : manifest.files()) {
      Location target = new Location(file.path());
      if (!store.publish(target, file.staged())) {
        throw new IOException(
            "file "
                + file.path()
                + " of a committed manifest is neither staged nor published in "
                + store.describe()
                + "; it has been removed by somebody else");
      }
      Optional<Labels> labels = file.labels();
      if (labels.isPresent()) {
        store.label(target, labels.get());
      }
    }
  }
}
