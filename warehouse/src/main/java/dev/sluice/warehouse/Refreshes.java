// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** When the views on a schedule were computed: a row of each. */
public final class Refreshes {
  private static final String TABLE = "sluice_refreshes";

  private Refreshes() {}

  static String ddl(Dialect dialect) {
    return "CREATE TABLE IF NOT EXISTS "
        + TABLE
        + " (name "
        + dialect.nameType()
        + " NOT NULL, refreshed_at BIGINT NOT NULL)"
        + dialect.tableOptions();
  }

  /** When a view was computed last; empty if it was not yet. */
  public static Optional<Instant> last(Database database, TableName view) throws SQLException {
    try (Connection connection = database.connect()) {
      return database.dialect().find(connection, TableName.parse(TABLE)).isEmpty()
          ? Optional.empty()
          : last(new Tx(connection), view);
    }
  }

  static Optional<Instant> last(Tx tx, TableName view) throws SQLException {
    return tx
        .query(
            row -> Instant.ofEpochMilli(row.getLong(1)),
            "SELECT refreshed_at FROM " + TABLE + " WHERE name = ?",
            view.toString())
        .stream()
        .findFirst();
  }

  static void note(Tx tx, TableName view, Instant now) throws SQLException {
    String set = "UPDATE " + TABLE + " SET refreshed_at = ? WHERE name = ?";
    if (tx.update(set, now.toEpochMilli(), view.toString()) == 0) {
      tx.update(
          "INSERT INTO " + TABLE + " (refreshed_at, name) VALUES (?, ?)",
          now.toEpochMilli(),
          view.toString());
    }
  }
}
