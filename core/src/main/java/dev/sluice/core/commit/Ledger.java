// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.commit;

import dev.sluice.core.record.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the receipts that one pipeline has left in a destination. */
public interface Ledger {
  /** How the destination is called in reports: {@code lake orders}, {@code warehouse orders}. */
  String name();

  /** All receipts; those of one topic-partition in offset order. */
  List<Receipt> receipts();

  /** Their sums; for a look every second, where reading all of them would be too much. */
  default Map<TopicPartition, Total> totals() {
    Map<TopicPartition, Total> totals = new TreeMap<>();
    for (Receipt receipt : receipts()) {
      TopicPartition partition = receipt.range().partition();
      totals.put(partition, totals.getOrDefault(partition, Total.NONE).plus(receipt));
    }
    return totals;
  }
}
