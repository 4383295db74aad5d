// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which columns of a table a query reads, found in an empty database by leaving each one out. */
public final class ColumnsRead {
  private ColumnsRead() {}

  /**
   * The columns.
   *
   * @param table the one table that the query reads
   * @param columns its columns and their types, in DuckDB's words
   * @return empty if that database does not take the query at all, as with functions of another
   */
  public static Optional<Set<String>> of(String query, String table, Map<String, String> columns) {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      if (!runs(connection, query, table, columns, "")) {
        return Optional.empty();
      }
      Set<String> read = new LinkedHashSet<>();
      for (String column : columns.keySet()) {
        if (!runs(connection, query, table, columns, column)) {
          read.add(column);
        }
      }
      return Optional.of(read);
    } catch (SQLException e) {
      throw new IllegalStateException("the SQL parser does not start", e);
    }
  }

  private static boolean runs(
      Connection connection,
      String query,
      String table,
      Map<String, String> columns,
      String without)
      throws SQLException {
    String definitions =
        columns.entrySet().stream()
            .filter(column -> !column.getKey().equals(without))
            .map(column -> quoted(column.getKey()) + " " + column.getValue())
            .collect(Collectors.joining(", "));
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE OR REPLACE TABLE "
              + quoted(table)
              + " ("
              + (definitions.isEmpty() ? "\"\" INTEGER" : definitions)
              + ")");
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("DESCRIBE " + query);
      return true;
    } catch (SQLException unbound) {
      return false;
    }
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
