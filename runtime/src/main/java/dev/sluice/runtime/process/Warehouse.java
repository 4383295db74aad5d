// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.settings.Settings;
import dev.sluice.runtime.StartupException;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineSettings;
import dev.sluice.runtime.verify.Check;
import dev.sluice.runtime.verify.WarehouseTable;
import dev.sluice.views.ViewDefinition;
import dev.sluice.warehouse.Databases;
import dev.sluice.warehouse.Mode;
import dev.sluice.warehouse.WarehouseLedger;
import dev.sluice.warehouse.WarehouseSettings;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
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

  /** Where a rollback would not undo everything, nothing is to be done in the first place. */
  void makeReadOnly(Connection connection) throws SQLException {
    database.orElseThrow().dialect().readOnly(connection);
  }

  /** The database itself, closed with this. */
  Database database() {
    return database.orElseThrow();
  }

  boolean isThere() {
    return database.isPresent();
  }

  /** The receipts of one table; the caller closes them. */
  WarehouseReceipts receipts(String table, String connector) {
    return new WarehouseReceipts(table, new WarehouseLedger(database.orElseThrow(), connector));
  }

  /** Whether a table has the rows that its receipts count. */
  Check check(PipelineFile file, PipelineFile.Section table) {
    Settings settings = table.settings();
    boolean exact =
        settings.get(WarehouseSettings.MODE) == Mode.INSERT
            && settings.find(WarehouseSettings.WHERE).filter(w -> !w.isBlank()).isEmpty();
    return new WarehouseTable(database.orElseThrow(), TableName.parse(table.name()))
        .rows(ConnectorPlans.warehouseName(file, table), exact);
  }

  /** Whether all late rows that were kept aside are there. */
  Check checkLate(PipelineFile file, PipelineFile.Section table) {
    return new WarehouseTable(database.orElseThrow(), TableName.parse(table.name()))
        .late(ConnectorPlans.warehouseName(file, table));
  }

  /** Whether a view is what its SELECT says, or fresh if it follows by a schedule. */
  Check check(PipelineFile.View view) {
    ViewDefinition definition = new ViewDefinition(view.name(), view.sql());
    return view.refresh()
        .map(every -> WarehouseTable.refreshed(database.orElseThrow(), definition, every))
        .orElseGet(() -> WarehouseTable.view(database.orElseThrow(), definition));
  }

  @Override
  public void close() throws SQLException {
    if (database.isPresent()) {
      database.get().close();
    }
  }
}
