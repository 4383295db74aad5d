// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What must be the same wherever the rows have gone. */
record Sums(long rows, long quantity, BigDecimal price, long notes) {
  static final Sums ZERO = new Sums(0, 0, BigDecimal.ZERO.setScale(2), 0);

  private static final String SQL =
      "SELECT count(*), sum(quantity), sum(CAST(unit_price AS DECIMAL(10,2))), count(note) FROM ";

  Sums plus(OrderRow row) {
    return new Sums(
        rows + 1,
        quantity + row.quantity(),
        price.add(BigDecimal.valueOf(row.cents(), 2)),
        notes + (row.note() == null ? 0 : 1));
  }

  /** Over the rows of Parquet files. */
  static Sums ofParquet(String files) throws SQLException {
    return of("jdbc:duckdb:", "read_parquet('" + files + "')");
  }

  /** Over the order lines in Parquet files. */
  static Sums ofLines(String files) throws SQLException {
    String lines = "(SELECT unnest(lines) AS line FROM read_parquet('" + files + "'))";
    return of(
        "jdbc:duckdb:",
        "(SELECT line.qty AS quantity, line.price AS unit_price, line.discount AS note FROM "
            + lines
            + ")");
  }

  /**
   * @param rows a table, a table function or a query in brackets
   */
  static Sums of(String url, String rows) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet sums = statement.executeQuery(SQL + rows)) {
      sums.next();
      return new Sums(sums.getLong(1), sums.getLong(2), sums.getBigDecimal(3), sums.getLong(4));
    }
  }

  /** A speed is worth nothing where the answer is wrong. */
  void mustBe(Sums right, String contender) {
    if (!equals(right)) {
      throw new IllegalStateException(contender + " landed " + this + " and not " + right);
    }
  }
}
