// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.metrics.TaskMeters;
import dev.sluice.core.pipeline.Limits;
import dev.sluice.core.pipeline.Pipeline;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.route.TablePartition;
import dev.sluice.lake.stores.Store;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The pipeline that ships, on a log that never ends: records tell their place, and go to three
 * directories; files are closed by the wall clock.
 */
final class SoakedTask implements AutoCloseable {
  private static final List<TopicPartition> PARTITIONS =
      List.of(new TopicPartition("soak", 0), new TopicPartition("soak", 1));
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final int DIRECTORIES = 3;

  private final Store store;
  private final TaskMeters meters;
  private final Pipeline<StagedFile> pipeline;
  private final Map<TopicPartition, Long> next = new TreeMap<>();

  SoakedTask(Store store, String owner) {
    this.store = store;
    this.meters = TaskMeters.published(owner, 0);
    this.pipeline =
        new Pipeline<>(
            record -> new TablePartition("soak", "d=" + record.offset() / 7 % DIRECTORIES),
            Protocol.shipped(store, owner),
            rejections -> {
              throw new IllegalStateException("nothing is rejected here: " + rejections);
            },
            new Limits(500, 1 << 20, INTERVAL, false),
            new MemoryBudget(16 << 20),
            InstantSource.system(),
            meters,
            2);
    pipeline.open(PARTITIONS);
  }

  static String line(TopicPartition partition, long offset) {
    return partition + "@" + offset;
  }

  boolean isOpen() {
    return !next.isEmpty();
  }

  /** Puts some records of each partition, unless too much waits already. */
  void step(int records) {
    pipeline
        .opened()
        .ifPresent(
            positions -> PARTITIONS.forEach(p -> next.put(p, positions.getOrDefault(p, 0L))));
    if (!pipeline.saturated()) {
      next.replaceAll((partition, from) -> put(partition, from, records));
    }
    pipeline.tick();
  }

  private long put(TopicPartition partition, long from, int records) {
    for (long offset = from; offset < from + records; offset++) {
      byte[] value = line(partition, offset).getBytes(StandardCharsets.UTF_8);
      pipeline.put(new Envelope(partition, offset, 0, null, value, List.of()));
    }
    return from + records;
  }

  /** Waits until everything is visible; answers the offsets after the last. */
  Map<TopicPartition, Long> drain(Duration longest) {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!isOpen() || !pipeline.positions().equals(next)) {
      step(isOpen() ? 0 : 1);
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "not all is visible: " + pipeline.positions() + " of " + next + "; " + waitingFor());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    return Map.copyOf(next);
  }

  /** What status shows. */
  String waitingFor() {
    return meters.getWaitingFor();
  }

  /** How status calls the store. */
  String place() {
    return store.describe();
  }

  long commits() {
    return meters.getCommitsTotal();
  }

  @Override
  public void close() {
    pipeline.close();
  }
}
