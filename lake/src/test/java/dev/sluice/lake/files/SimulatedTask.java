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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A task that believes to own partitions, whatever others believe: it claims, commits, is moved by
 * rebalances, gives up what does not answer, and is gone after a crash.
 */
final class SimulatedTask {
  private final Random random;
  private final Tally tally;
  private final Destination<StagedFile> destination;
  private final Map<TopicPartition, Long> next = new TreeMap<>();
  private final List<StagedFile> staged = new ArrayList<>();
  private Commit<StagedFile> pending;

  SimulatedTask(Random random, Tally tally, Destination<StagedFile> destination) {
    this.random = random;
    this.tally = tally;
    this.destination = destination;
  }

  /** One step. What does not answer is tried again at a later step, or given up. */
  void act() {
    try {
      if (next.isEmpty()) {
        claim(Feed.someOf(random));
      } else if (random.nextInt(10) == 0) {
        forget();
      } else {
        commit();
      }
    } catch (UnavailableException e) {
      if (pending == null || random.nextInt(3) == 0) {
        tally.count(Tally.Event.GIVEN_UP);
        forget();
      }
    } catch (FencedException e) {
      tally.count(Tally.Event.FENCED);
      forget();
    }
  }

  /** Takes everything over and carries on to the end of the log. */
  void finish() {
    claim(Feed.PARTITIONS);
    while (!next.isEmpty()) {
      commit();
      next.values().removeIf(offset -> offset == Feed.END);
    }
  }

  private void claim(List<TopicPartition> partitions) {
    Map<TopicPartition, Long> stored = destination.open(partitions);
    partitions.forEach(p -> next.put(p, stored.getOrDefault(p, 0L)));
  }

  private void commit() {
    if (pending == null) {
      pending = prepare();
    }
    destination.commit(pending);
    pending.ranges().forEach(range -> next.put(range.partition(), range.to()));
    pending = null;
    staged.clear();
  }

  private Commit<StagedFile> prepare() {
    List<Range> ranges = new ArrayList<>();
    for (Map.Entry<TopicPartition, Long> at : next.entrySet()) {
      if (at.getValue() < Feed.END) {
        long to = Math.min(Feed.END, at.getValue() + 1 + random.nextInt(6));
        Feed feed = new Feed(at.getKey(), at.getValue(), to);
        for (Gathered gathered : feed.gathered()) {
          staged.add(stage(gathered));
        }
        ranges.add(feed.range());
      }
    }
    return new Commit<>(ranges, staged);
  }

  private StagedFile stage(Gathered gathered) {
    while (true) {
      try {
        return destination.stage(gathered);
      } catch (UnavailableException e) {
        if (random.nextInt(4) == 0) {
          throw e;
        }
      }
    }
  }

  /** What a pipeline does with partitions that it gives up. */
  private void forget() {
    pending = null;
    List<StagedFile> orphans = List.copyOf(staged);
    staged.clear();
    destination.discard(orphans);
    destination.release(List.copyOf(next.keySet()));
    next.clear();
  }
}
