// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Another engine, that reads what was written. */
final class DuckDb {
  private DuckDb() {}

  /** Rows as lines, columns parted by bars. */
  static String query(String sql) throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("SET TimeZone='UTC'");
      try (ResultSet result = statement.executeQuery(sql)) {
        StringBuilder rows = new StringBuilder();
        while (result.next()) {
          for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            rows.append(i == 1 ? "" : "|").append(result.getString(i));
          }
          rows.append('\n');
        }
        return rows.toString().trim();
      }
    }
  }
}
