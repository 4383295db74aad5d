// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tables in which a warehouse keeps its own affairs. */
final class OwnTables {
  /** Columns that tables made by earlier versions lack, by table. */
  private static final Map<String, List<String>> NEWER =
      new TreeMap<>(
          Map.of(
              Positions.TABLE, List.of("max_event_time BIGINT"),
              Ledger.TABLE,
                  Ledger.LATER.stream().map(column -> column + " BIGINT DEFAULT 0").toList(),
              Generations.VIEWS,
                  List.of(
                      "generation INTEGER DEFAULT 1",
                      "state VARCHAR(20) DEFAULT 'SERVING'",
                      "turn INTEGER DEFAULT 0"),
              Generations.TABLES, List.of("turn INTEGER DEFAULT 0")));

  private OwnTables() {}

  /** Makes those that are missing, and brings the others up to date. */
  static void create(Tx tx, Dialect dialect, Positions positions) throws SQLException {
    tx.executeAll(
        List.of(
            positions.ddl(),
            Ledger.ddl(dialect),
            Generations.ddl(dialect, Generations.VIEWS),
            Generations.ddl(dialect, Generations.TABLES),
            Refreshes.ddl(dialect)));
    tx.executeAll(Layers.ddl(dialect));
    tx.executeAll(dialect.ownTables());
    for (Map.Entry<String, List<String>> table : NEWER.entrySet()) {
      TableShape shape =
          dialect.find(tx.connection(), TableName.parse(table.getKey())).orElseThrow();
      for (String column : table.getValue()) {
        // Asked first, because ALTER TABLE waits for everybody who uses the table.
        if (shape.find(column.substring(0, column.indexOf(' '))).isEmpty()) {
          tx.execute("ALTER TABLE " + table.getKey() + " ADD COLUMN " + column);
        }
      }
    }
  }
}
