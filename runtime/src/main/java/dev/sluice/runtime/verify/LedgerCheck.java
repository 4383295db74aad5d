// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.verify;

import dev.sluice.core.commit.Ledger;
import dev.sluice.core.commit.Range;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.record.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares one ledger with Kafka, topic-partition by topic-partition. */
final class LedgerCheck {
  private static final long COUNTED = 64;

  private final Ledger ledger;
  private final KafkaLog log;
  private final boolean deep;
  private final List<Finding> findings = new ArrayList<>();
  private final List<PartitionCheck> checks = new ArrayList<>();

  LedgerCheck(Ledger ledger, KafkaLog log, boolean deep) {
    this.ledger = ledger;
    this.log = log;
    this.deep = deep;
  }

  void run() {
    Map<TopicPartition, List<Receipt>> byPartition = new TreeMap<>();
    for (Receipt receipt : ledger.receipts()) {
      byPartition.computeIfAbsent(receipt.range().partition(), p -> new ArrayList<>()).add(receipt);
    }
    byPartition.forEach(this::partition);
  }

  List<Finding> findings() {
    return findings;
  }

  List<PartitionCheck> checks() {
    return checks;
  }

  private void partition(TopicPartition partition, List<Receipt> receipts) {
    contiguous(partition, receipts);
    long from = receipts.get(0).range().from();
    long to = receipts.get(receipts.size() - 1).range().to();
    KafkaLog.Bounds bounds = log.bounds(partition.topic()).get(partition);
    if (to > bounds.end()) {
      find(
          partition,
          from,
          to,
          "the position is past the end of the log ("
              + bounds.end()
              + "): the topic was created anew");
    }
    if (from > bounds.start()) {
      long before = log.sums(partition, new long[] {bounds.start(), from})[0].records();
      if (before > 0) {
        find(partition, bounds.start(), from, before + " records were never taken");
      }
    }
    PartitionCheck.Checked checked = compare(partition, receipts, bounds);
    checks.add(
        new PartitionCheck(
            ledger.name(),
            partition,
            from,
            to,
            receipts.stream().mapToLong(r -> r.range().records()).sum(),
            receipts.stream().mapToLong(r -> r.range().rejected()).sum(),
            receipts.stream().mapToLong(r -> r.range().ignored()).sum(),
            receipts.stream().mapToLong(Receipt::rows).sum(),
            receipts.stream().mapToLong(Receipt::deletes).sum(),
            pending(partition, to, bounds.end()),
            checked));
  }

  /** Records, not offsets, where there are few: a transaction's marker waits for nothing. */
  private long pending(TopicPartition partition, long to, long end) {
    long offsets = Math.max(0, end - to);
    boolean few = offsets > 0 && offsets <= COUNTED;
    return few ? log.sums(partition, new long[] {to, end})[0].records() : offsets;
  }

  private void contiguous(TopicPartition partition, List<Receipt> receipts) {
    Receipt previous = null;
    for (Receipt receipt : receipts) {
      Range range = receipt.range();
      if (previous != null && previous.range().to() != range.from()) {
        String kind = previous.range().to() < range.from() ? "a gap" : "an overlap";
        find(partition, previous.range().to(), range.from(), kind + " between two receipts");
      }
      if (!receipt.addsUp()) {
        find(
            partition,
            range.from(),
            range.to(),
            range.records()
                + " records were taken, but "
                + receipt.rows()
                + " rows, "
                + receipt.deletes()
                + " deletes, "
                + range.rejected()
                + " rejects and "
                + range.ignored()
                + " ignored records came of them");
      }
      previous = receipt;
    }
  }

  private PartitionCheck.Checked compare(
      TopicPartition partition, List<Receipt> receipts, KafkaLog.Bounds bounds) {
    long from = receipts.get(0).range().from();
    if (from < bounds.start()) {
      return PartitionCheck.Checked.BY_RECEIPTS;
    }
    boolean dense =
        receipts.stream().allMatch(r -> r.range().records() == r.range().to() - r.range().from());
    if (dense && !deep) {
      return PartitionCheck.Checked.BY_OFFSETS;
    }
    long[] cuts = new long[receipts.size() + 1];
    cuts[0] = from;
    for (int i = 0; i < receipts.size(); i++) {
      cuts[i + 1] = receipts.get(i).range().to();
    }
    KafkaLog.Sum[] sums = log.sums(partition, cuts);
    for (int i = 0; i < sums.length; i++) {
      compareOne(receipts.get(i).range(), sums[i]);
    }
    return deep ? PartitionCheck.Checked.BY_CHECKSUM : PartitionCheck.Checked.BY_COUNT;
  }

  private void compareOne(Range range, KafkaLog.Sum kafka) {
    if (kafka.records() != range.records()) {
      find(
          range.partition(),
          range.from(),
          range.to(),
          "Kafka holds " + kafka.records() + " records, the receipt counts " + range.records());
    } else if (kafka.checksum() != range.checksum()) {
      find(
          range.partition(),
          range.from(),
          range.to(),
          "as many records as in Kafka, but other bytes (checksums differ)");
    }
  }

  private void find(TopicPartition partition, long from, long to, String what) {
    findings.add(
        new Finding(ledger.name() + " " + partition + " offsets " + from + " to " + to, what));
  }
}
