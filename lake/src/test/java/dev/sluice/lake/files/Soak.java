// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FencedException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.lake.stores.Faults;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.UnreliableLink.Fate;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * One table under steady input for a while, by a way to its store on which another thing goes wrong
 * every few seconds, and which its owners take from each other. In the end readers must find every
 * record once, in the files that receipts list.
 */
public final class Soak {
  /** How long, in seconds: minutes show more than an ordinary build has time for. */
  private static final int SECONDS = Integer.getInteger("sluice.soak.seconds", 10);

  private static final Duration LONGEST_END = Duration.ofSeconds(90);
  private static final long PHASE_NANOS = TimeUnit.MILLISECONDS.toNanos(1_400);
  private static final int PER_TICK = 5;

  private final Faults faults;
  private final Supplier<Store> failing;
  private final Supplier<Store> calm;
  private final Map<String, Integer> happened = new TreeMap<>();
  private long commits;
  private int owners;

  /**
   * @param failing opens the table's store for one more process, by the way with the faults
   * @param calm opens it by a way without
   */
  public Soak(Faults faults, Supplier<Store> failing, Supplier<Store> calm) {
    this.faults = faults;
    this.failing = failing;
    this.calm = calm;
  }

  /** What goes wrong for a while. */
  private enum Phase {
    CALM,
    REFUSED,
    CONFLICTS,
    SLOW,
    RESETS,
    TIMEOUTS_AFTER_SUCCESS,
    UNREACHABLE,
    TAKEN_OVER;

    void begin(Faults faults) {
      switch (this) {
        case CALM -> faults.turn(List.of(), 1);
        case REFUSED -> faults.turn(List.of(Fate.SLOW_DOWN), 1);
        case CONFLICTS -> faults.turn(List.of(Fate.CONFLICT, Fate.ANSWER_LOST), 2);
        case SLOW -> faults.turn(List.of(Fate.SLOW), 1);
        case RESETS -> faults.turn(List.of(Fate.LOST, Fate.ANSWER_LOST, Fate.LATE), 3);
        case TIMEOUTS_AFTER_SUCCESS -> faults.turn(List.of(Fate.SILENCE), 5);
        case UNREACHABLE -> faults.turn(List.of(Fate.LOST), 1);
        case TAKEN_OVER -> faults.turn(List.of(Fate.ANSWER_LOST, Fate.SLOW, Fate.LATE), 8);
      }
    }

    /** Whether nothing at all gets through. */
    boolean isOutage() {
      return this == REFUSED || this == UNREACHABLE;
    }
  }

  /**
   * Runs it, and prints what has happened.
   *
   * @param name of the store, for readers of the output
   * @throws AssertionError if a record is missing or there twice, or an outage goes by unsaid
   */
  public void run(String name) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    SoakedTask task = begin();
    while (System.nanoTime() < end) {
      for (Phase phase : Phase.values()) {
        phase.begin(faults);
        task = phase == Phase.TAKEN_OVER ? takeOver(task) : pass(task, phase);
      }
    }
    faults.turn(List.of(), 1);
    faults.settle();
    Map<TopicPartition, Long> put = drain(task);
    try (Store store = calm.get()) {
      SoakedTable.check(store, put);
    }
    System.out.printf(
        "SOAK %s: %d s, requests by fate %s, %s, %d commits, %d rows, all there once%n",
        name,
        SECONDS,
        new TreeMap<>(faults.counts()),
        happened,
        commits,
        put.values().stream().mapToLong(offset -> offset).sum());
  }

  /** What was late until now may have fenced the last owner. */
  private Map<TopicPartition, Long> drain(SoakedTask task) {
    SoakedTask current = task;
    while (true) {
      try {
        Map<TopicPartition, Long> put = current.drain(LONGEST_END);
        end(current);
        return put;
      } catch (FencedException e) {
        count("fenced");
        end(current);
        current = begin();
      }
    }
  }

  private SoakedTask begin() {
    return new SoakedTask(failing.get(), "owner" + owners++);
  }

  private void end(SoakedTask task) {
    commits += task.commits();
    task.close();
  }

  private void count(String what) {
    happened.merge(what, 1, Integer::sum);
  }

  private SoakedTask pass(SoakedTask task, Phase phase) {
    long start = System.nanoTime();
    boolean said = false;
    SoakedTask current = task;
    // What is said in an outage is said when the store has been asked as often as it should be.
    while (System.nanoTime() - start < PHASE_NANOS || (phase.isOutage() && !said)) {
      current = step(current);
      said |= current.waitingFor().contains(current.place());
      assertThat(System.nanoTime() - start)
          .as("time in which status tells of the outage; it tells '%s'", current.waitingFor())
          .isLessThan(LONGEST_END.toNanos());
    }
    if (phase.isOutage()) {
      count("outages told");
    }
    return current;
  }

  /** A late effect of an earlier owner's request may fence the one that waits; the next goes on. */
  private SoakedTask step(SoakedTask task) {
    try {
      task.step(PER_TICK);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      return task;
    } catch (FencedException e) {
      count("fenced");
      end(task);
      return begin();
    }
  }

  /** Two owners at once: the earlier one must not make anything visible any more. */
  private SoakedTask takeOver(SoakedTask earlier) {
    count("takeovers");
    SoakedTask rival = begin();
    boolean fenced = false;
    long start = System.nanoTime();
    while (System.nanoTime() - start < PHASE_NANOS || !rival.isOpen()) {
      if (!fenced) {
        try {
          earlier.step(PER_TICK);
        } catch (FencedException e) {
          count("fenced");
          fenced = true;
        }
      }
      rival = step(rival);
    }
    end(earlier);
    return rival;
  }
}
