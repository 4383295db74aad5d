// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.core.commit.Ledger;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.commit.Total;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.warehouse.WarehouseLedger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One warehouse table's receipts, over a connection of their own. */
record WarehouseReceipts(String table, WarehouseLedger ledger) implements Ledger, AutoCloseable {
  @Override
  public String name() {
    return "warehouse " + table;
  }

  @Override
  public List<Receipt> receipts() {
    List<Receipt> receipts = new ArrayList<>();
    for (WarehouseLedger.Receipt receipt : ledger.receipts()) {
      receipts.add(
          new Receipt(
              receipt.range(), receipt.rows(), receipt.deletes(), Instant.EPOCH, List.of()));
    }
    return receipts;
  }

  @Override
  public Map<TopicPartition, Total> totals() {
    return ledger.totals();
  }

  /** Late rows that were kept out of the table. */
  long late() {
    return ledger.late();
  }

  @Override
  public void close() {
    ledger.close();
  }
}
