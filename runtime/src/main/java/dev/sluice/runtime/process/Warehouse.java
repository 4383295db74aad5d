// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.core.commit.Ledger;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.settings.Settings;
import dev.sluice.runtime.StartupException;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineSettings;
import dev.sluice.warehouse.Databases;
import dev.sluice.warehouse.WarehouseLedger;
import dev.sluice.warehouse.WarehouseSettings;
import dev.sluice.warehouse.dialect.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * This process's own way into the warehouse, beside the connectors': for queries and for the
 * ledger.
 */
final class Warehouse implements AutoCloseable {
  private final Optional<Database> database;

  private Warehouse(Optional<Database> database) {
    this.database = database;
  }

  static Warehouse open(PipelineFile file, ConnectorPlans plans) {
    if (file.warehouse().isEmpty()) {
      return new Warehouse(Optional.empty());
    }
    Settings given = file.warehouse().get();
    Map<String, String> texts = new HashMap<>();
    texts.put(WarehouseSettings.URL.name(), plans.warehouseUrl());
    given
        .find(PipelineSettings.WAREHOUSE_USER)
        .ifPresent(user -> texts.put(WarehouseSettings.USER.name(), user));
    given
        .find(PipelineSettings.WAREHOUSE_PASSWORD)
        .ifPresent(password -> texts.put(WarehouseSettings.PASSWORD.name(), password));
    try {
      return new Warehouse(Optional.of(Databases.open(new Settings(texts))));
    } catch (UnavailableException e) {
      throw new StartupException(e.getMessage(), e);
    }
  }

  /** A connection for queries, closed by the caller. */
  Connection connect() throws SQLException {
    if (database.isEmpty()) {
      throw new SQLException("this pipeline has no warehouse; add warehouse: {url: …} to its file");
    }
    return database.get().connect();
  }

  boolean isThere() {
    return database.isPresent();
  }

  /** The receipts of one table. */
  Ledger ledger(String table, String pipeline) {
    return new TableLedger(table, new WarehouseLedger(database.orElseThrow(), pipeline));
  }

  private record TableLedger(String table, WarehouseLedger ledger) implements Ledger {
    @Override
    public String name() {
      return "warehouse " + table;
    }

    @Override
    public List<Receipt> receipts() {
      List<Receipt> receipts = new ArrayList<>();
      for (WarehouseLedger.Receipt receipt : ledger.receipts()) {
        receipts.add(new Receipt(receipt.range(), receipt.rows(), Instant.EPOCH, List.of()));
      }
      return receipts;
    }
  }

  @Override
  public void close() throws SQLException {
    if (database.isPresent()) {
      database.get().close();
    }
  }
}
