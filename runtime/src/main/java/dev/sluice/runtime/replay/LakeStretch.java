// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.replay;

import dev.sluice.core.commit.Range;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.runtime.verify.KafkaLog;
import dev.sluice.warehouse.WarehouseLedger;
import dev.sluice.warehouse.dialect.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The offsets of a topic that a generation is to take from the lake. */
final class LakeStretch {
  private final Database database;
  private final Source source;
  private final Map<TopicPartition, Long> have;
  private final Map<TopicPartition, Long> served;
  private final Map<TopicPartition, Long> kafka = new TreeMap<>();
  private final Map<TopicPartition, Long> end = new TreeMap<>();

  /**
   * Where history comes from.
   *
   * @param served under which name the served table's positions are kept
   * @param all whether all that the lake has is read from it, and not only what Kafka lacks
   */
  record Source(String topic, String served, Map<String, String> kafkaClient, boolean all) {
    Source {
      kafkaClient = Map.copyOf(kafkaClient);
    }
  }

  /**
   * Looks where the generation is, where the served table is, and where Kafka begins.
   *
   * @param own under which name the generation's positions are kept
   */
  LakeStretch(Database database, Source source, String own) {
    this.database = database;
    this.source = source;
    this.have = positions(own);
    this.served = new TreeMap<>(positions(source.served()));
    boolean another = served.keySet().stream().noneMatch(p -> p.topic().equals(source.topic()));
    try (KafkaLog log = new KafkaLog(source.kafkaClient())) {
      log.bounds(source.topic())
          .forEach(
              (partition, bounds) -> {
                kafka.put(partition, bounds.start());
                if (another) {
                  // The served table is made of another topic, and of this one all is wanted.
                  served.put(partition, bounds.end());
                }
              });
    }
    kafka.forEach(
        (partition, start) -> {
          long to = source.all() ? servedTo(partition) : Math.min(start, servedTo(partition));
          if (to > from(partition)) {
            end.put(partition, to);
          }
        });
  }

  private Map<TopicPartition, Long> positions(String pipeline) {
    try (WarehouseLedger ledger = new WarehouseLedger(database, pipeline)) {
      return ledger.positions();
    }
  }

  Set<TopicPartition> partitions() {
    return end.keySet();
  }

  /** Where the generation is. */
  long from(TopicPartition partition) {
    return have.getOrDefault(partition, 0L);
  }

  /** Whether it has a position; without one, the first commit may begin anywhere. */
  boolean hasBegun(TopicPartition partition) {
    return have.containsKey(partition);
  }

  /** Where the stretch ends; short of that, where the lake does, if Kafka has the rest. */
  long to(TopicPartition partition) {
    return end.get(partition);
  }

  long servedTo(TopicPartition partition) {
    return served.getOrDefault(partition, 0L);
  }

  /** The first offset that Kafka has. */
  long kafkaFrom(TopicPartition partition) {
    return kafka.get(partition);
  }

  long records() {
    return partitions().stream().mapToLong(p -> to(p) - from(p)).sum();
  }

  /** Refuses a replay for which there is no lake table. */
  RefusedException noLake() {
    return new RefusedException(
        "Kafka has deleted records of topic "
            + source.topic()
            + " that the table was made of (it begins at "
            + end
            + "), and the pipeline has no lake table of that topic with format: raw or parquet to"
            + " take them from");
  }

  /**
   * The commits of the lake that hold the stretch of a partition; every offset of it that the table
   * had is there.
   *
   * @param receipts the lake's, in order
   * @throws RefusedException if neither the lake nor Kafka has some of them
   */
  List<Receipt> covering(TopicPartition partition, List<Receipt> receipts, LakeTable lake) {
    List<Receipt> found = new ArrayList<>();
    long next = from(partition);
    for (Receipt receipt : receipts) {
      Range range = receipt.range();
      if (range.to() > next && range.from() < to(partition)) {
        if (range.from() > next && next >= kafkaFrom(partition)) {
          return found;
        }
        requireNothing(partition, next, range.from(), lake);
        found.add(receipt);
        next = range.to();
      }
    }
    // The lake may be behind the warehouse: what it does not have yet, Kafka has.
    requireNothing(partition, next, Math.min(to(partition), kafkaFrom(partition)), lake);
    return found;
  }

  private void requireNothing(TopicPartition partition, long from, long to, LakeTable lake) {
    if (from >= to) {
      return;
    }
    try (WarehouseLedger ledger = new WarehouseLedger(database, source.served())) {
      boolean had =
          ledger.receipts().stream()
              .map(WarehouseLedger.Receipt::range)
              .anyMatch(
                  range ->
                      range.partition().equals(partition)
                          && range.records() > 0
                          && range.from() < to
                          && range.to() > from);
      if (had) {
        throw new RefusedException(
            "Offsets "
                + from
                + " to "
                + (to - 1)
                + " of "
                + partition
                + " are neither in Kafka nor in lake table "
                + lake.name()
                + ", and the served table was made of some of them: a replay would lose them");
      }
    }
  }
}
