// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.replay;

import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.runtime.worker.ConnectClient;
import dev.sluice.runtime.worker.ConnectRefusal;
import dev.sluice.runtime.worker.ConnectorStatus;
import dev.sluice.runtime.worker.TaskStatus;
import dev.sluice.warehouse.WarehouseLedger;
import dev.sluice.warehouse.dialect.Database;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Brings a generation to exactly the positions of the one that is served, by a connector of its own
 * that ends its reading there. The served one runs on until the rest is small, and stands still
 * only for the last stretch.
 */
final class Catchup {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration STOPPED_WITHIN = Duration.ofMinutes(2);

  /**
   * A task that fails is started again; one that has failed for so long without a step will not.
   */
  private static final Duration NO_STEP_FOR = Duration.ofSeconds(60);

  /** Records of a rest that is caught up with while the served table stands still. */
  private static final long SMALL = 20_000;

  private final ConnectClient connect;
  private final Database database;
  private final String served;
  private final String own;
  private final Map<String, String> config;
  private final End end;

  /**
   * @param served name of the connector that fills the served table
   * @param own name of the one that fills the generation
   * @param config its properties
   * @param end where it is to come to
   */
  Catchup(
      ConnectClient connect,
      Database database,
      String served,
      String own,
      Map<String, String> config,
      End end) {
    this.end = end;
    this.connect = connect;
    this.database = database;
    this.served = served;
    this.own = own;
    this.config = Map.copyOf(config);
  }

  /** Where a generation is to come to: the served one's positions, or another topic's end. */
  interface End {
    Map<TopicPartition, Long> now();
  }

  /** Is told how far it is: records behind, at the end of each look. */
  interface Watcher {
    void at(Map<TopicPartition, Long> own, Map<TopicPartition, Long> served, boolean last);
  }

  /** Returns when both stand still at the same positions. */
  void run(Watcher watcher) {
    Map<TopicPartition, Long> to = end.now();
    boolean last = false;
    while (true) {
      if (rest(positions(own), to) > 0) {
        readUntil(to);
        await(to, watcher, last);
      }
      if (last) {
        if (connect.config(own).isPresent()) {
          connect.delete(own);
          awaitNoTasks(own);
        }
        return;
      }
      Map<TopicPartition, Long> now = end.now();
      if (rest(to, now) <= SMALL) {
        connect.stop(served);
        awaitNoTasks(served);
        last = true;
        now = end.now();
      }
      to = now;
    }
  }

  private Map<TopicPartition, Long> positions(String pipeline) {
    try (WarehouseLedger ledger = new WarehouseLedger(database, pipeline)) {
      return new TreeMap<>(ledger.positions());
    }
  }

  private static long rest(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {
    return to.entrySet().stream()
        .mapToLong(e -> Math.max(0, e.getValue() - from.getOrDefault(e.getKey(), 0L)))
        .sum();
  }

  private void readUntil(Map<TopicPartition, Long> to) {
    Map<String, String> bounded = new HashMap<>(config);
    bounded.put("name", own);
    bounded.put(
        "until",
        to.entrySet().stream()
            .map(e -> e.getKey().partition() + ":" + e.getValue())
            .collect(Collectors.joining(", ")));
    connect.configure(own, bounded);
  }

  private void await(Map<TopicPartition, Long> to, Watcher watcher, boolean last) {
    Map<TopicPartition, Long> before = positions(own);
    long deadline = System.nanoTime() + NO_STEP_FOR.toNanos();
    while (rest(before, to) > 0) {
      watcher.at(before, to, last);
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      Map<TopicPartition, Long> now = positions(own);
      if (!now.equals(before)) {
        deadline = System.nanoTime() + NO_STEP_FOR.toNanos();
      } else if (System.nanoTime() > deadline) {
        throw new UnavailableException(stuck(), null);
      }
      before = now;
    }
    watcher.at(before, to, last);
  }

  private String stuck() {
    ConnectorStatus status = connect.status(own);
    return "The replay has not come further for "
        + NO_STEP_FOR.toSeconds()
        + " s"
        + status.all().stream()
            .filter(TaskStatus::failed)
            .findFirst()
            .map(task -> ": " + task.trace().lines().findFirst().orElse(""))
            .orElse("; its tasks run, so Kafka or the warehouse may be away")
        + ". Run it again, and it goes on where it was";
  }

  private void awaitNoTasks(String connector) {
    long deadline = System.nanoTime() + STOPPED_WITHIN.toNanos();
    while (hasTasks(connector)) {
      if (System.nanoTime() > deadline) {
        throw new UnavailableException(
            "The tasks of " + connector + " have not ended within two minutes", null);
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  private boolean hasTasks(String connector) {
    try {
      return !connect.status(connector).tasks().isEmpty();
    } catch (ConnectRefusal e) {
      // A connector that has been deleted has none.
      return false;
    }
  }
}
