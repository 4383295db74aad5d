// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.replay;

import dev.sluice.core.commit.Receipt;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.shred.KafkaColumns.Part;
import dev.sluice.lake.files.LakeLedger;
import dev.sluice.lake.stores.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A lake table that history is taken from.
 *
 * @param connector that fills it
 * @param location a folder's path or the address of a store
 * @param kafka what its rows tell of their records
 */
public record LakeTable(
    String name, String connector, String location, Supplier<Store> store, List<Part> kafka) {
  public LakeTable {
    kafka = List.copyOf(kafka);
  }

  /** Its commits, in the order of their offsets. */
  Map<TopicPartition, List<Receipt>> receipts(Store open) {
    Map<TopicPartition, List<Receipt>> receipts = new TreeMap<>();
    for (Receipt receipt : new LakeLedger(name, open, connector).receipts()) {
      receipts.computeIfAbsent(receipt.range().partition(), p -> new ArrayList<>()).add(receipt);
    }
    receipts
        .values()
        .forEach(each -> each.sort(Comparator.comparingLong(receipt -> receipt.range().from())));
    return receipts;
  }
}
