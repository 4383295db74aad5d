// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Orders and sales as a database shows them. */
final class SqlOrders {
  private final String url;
  private final String micros;

  private SqlOrders(String url, String micros) {
    this.url = url;
    this.micros = micros;
  }

  static SqlOrders duckDb(Path file) {
    return new SqlOrders("jdbc:duckdb:" + file, "epoch_us(%s)");
  }

  static SqlOrders postgres(String url) {
    return new SqlOrders(url, "(extract(epoch from %s) * 1000000)::bigint");
  }

  /** The address has user and password in it. */
  static SqlOrders mariaDb(String url) {
    return new SqlOrders(url, "timestampdiff(MICROSECOND, '1970-01-01', %s)");
  }

  Orders table(String table) throws SQLException {
    return new Orders(
        rows(
            "SELECT "
                + Orders.COLUMNS.formatted(micros.formatted("ordered_at"))
                + " FROM "
                + table));
  }

  /** The Parquet files of a lake, read by DuckDB. */
  static Orders lake(Path location) throws SQLException {
    return new SqlOrders("jdbc:duckdb:", "epoch_us(%s)")
        .table(
            "read_parquet('"
                + location
                + "/*/*.parquet', hive_partitioning = false, union_by_name = true)");
  }

  /** A view of sales, as {@link Orders#sales} gives it. */
  Map<String, String> sales(String view, String bucket) throws SQLException {
    Map<String, String> sales = new TreeMap<>();
    for (String row :
        rows(
            "SELECT "
                + micros.formatted(bucket)
                + ", country, orders, quantity, revenue FROM "
                + view)) {
      int key = row.indexOf('|', row.indexOf('|') + 1);
      sales.put(row.substring(0, key), row.substring(key + 1));
    }
    return sales;
  }

  private List<String> rows(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        Object[] fields = new Object[columns];
        for (int i = 0; i < columns; i++) {
          fields[i] = result.getString(i + 1);
        }
        rows.add(Orders.row(fields));
      }
    }
    return rows;
  }
}
