// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.record.TopicPartition;
import dev.sluice.lake.stores.Store;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A table under steady input whose store lacks something for a while. The task must say what it
 * waits for, and go on by itself, with every record there once.
 */
public final class Outage {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int COMMITS = 3;
  private static final long FLOWING_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Store store;
  private final Act away;
  private final Act back;

  /**
   * @param store the store as the task has it; closed in the end
   * @param away takes away what it needs
   * @param back gives it back
   */
  public Outage(Store store, Act away, Act back) {
    this.store = store;
    this.away = away;
    this.back = back;
  }

  /** Something done from outside. */
  public interface Act {
    void act() throws Exception;
  }

  /**
   * Runs it.
   *
   * @param told what status must tell while it lasts
   * @param readers a way to the table that lacks nothing
   * @throws AssertionError if it is not told, or the table is not whole in the end
   */
  public void run(List<String> told, Store readers) throws Exception {
    try (SoakedTask task = new SoakedTask(store, "outage")) {
      flow(task, COMMITS);
      away.act();
      long deadline = System.nanoTime() + SOON.toNanos();
      while (!told.stream().allMatch(task.waitingFor()::contains)) {
        assertThat(System.nanoTime())
            .as("status tells of %s; it tells '%s'", told, task.waitingFor())
            .isLessThan(deadline);
        step(task);
      }
      String waiting = task.waitingFor();
      flow(task, 0);
      back.act();
      Map<TopicPartition, Long> put = task.drain(SOON);
      assertThat(task.waitingFor()).as("what it waits for afterwards").isEmpty();
      try (readers) {
        SoakedTable.check(readers, put);
      }
      System.out.printf("OUTAGE told as: %s%n", waiting);
    }
  }

  /** For a while, and until it has committed so often. */
  private static void flow(SoakedTask task, int commits) {
    long end = System.nanoTime() + FLOWING_NANOS;
    long deadline = System.nanoTime() + SOON.toNanos();
    while (System.nanoTime() < end || task.commits() < commits) {
      assertThat(System.nanoTime()).as("time for %s commits", commits).isLessThan(deadline);
      step(task);
    }
  }

  private static void step(SoakedTask task) {
    task.step(5);
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
  }
}
