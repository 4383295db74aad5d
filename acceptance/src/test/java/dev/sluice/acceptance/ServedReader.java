// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads a view in two layers again and again, each time in one snapshot with the table that it is
 * made of, from a session in another time zone than the writer's.
 */
final class ServedReader implements AutoCloseable {
  private static final String PLAIN =
      "SELECT date_trunc('minute', ordered_at AT TIME ZONE 'UTC') AS ordered_minute, country,"
          + " count(*) AS orders, sum(quantity) AS quantity, sum(quantity * unit_price) AS revenue"
          + " FROM orders GROUP BY 1, 2";
  private static final String SERVED = "SELECT * FROM sales_by_country_minute";

  /** The boundary, how far a batch is ahead of the table, and the rows that differ. */
  private static final String LOOK =
      "SELECT (SELECT coalesce(sum(next_offset), 0) FROM sluice_boundaries WHERE name ="
          + " 'sales_by_country_minute'), (SELECT count(*) FROM sluice_boundaries b LEFT JOIN"
          + " sluice_positions p ON p.\"partition\" = b.\"partition\" AND p.pipeline ="
          + " 'orders-warehouse-orders' WHERE b.name = 'sales_by_country_minute' AND NOT b.onward"
          + " AND coalesce(p.next_offset, 0) < b.next_offset), (SELECT count(*) FROM (("
          + SERVED
          + " EXCEPT ALL "
          + PLAIN
          + ") UNION ALL ("
          + PLAIN
          + " EXCEPT ALL "
          + SERVED
          + ")) AS d)";

  private final String url;
  private final Thread thread = new Thread(this::read, "served-reader");
  private volatile boolean stopped;
  private long compared;
  private long boundaries;
  private String wrong = "";
  private String failed = "";

  private ServedReader(String url) {
    this.url = url;
  }

  static ServedReader start(String url) {
    ServedReader reader = new ServedReader(url);
    reader.thread.start();
    return reader;
  }

  static long number(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private void read() {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("SET timezone = 'Asia/Tokyo'");
      while (!stopped
          && number(
                  url,
                  "SELECT count(*) FROM pg_views WHERE viewname =" + " 'sales_by_country_minute'")
              == 0) {
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
      long last = 0;
      while (!stopped) {
        try (ResultSet row = statement.executeQuery(LOOK)) {
          row.next();
          boundaries += row.getLong(1) == last ? 0 : 1;
          last = row.getLong(1);
          if (row.getLong(2) == 0) {
            compared++;
            wrong +=
                row.getLong(3) == 0 ? "" : row.getLong(3) + " rows differ, boundary " + last + "; ";
          }
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    } catch (SQLException e) {
      failed = e.toString();
    }
  }

  /** One statement is one snapshot, so every difference is one that a user could have seen. */
  void mustHaveSeenOnlyExactRows(String run) throws InterruptedException {
    stopped = true;
    thread.join();
    assertThat(failed).as(run).isEmpty();
    assertThat(wrong).as(run).isEmpty();
    assertThat(compared).as("looks at the view, %s", run).isGreaterThan(50);
    assertThat(boundaries).as("boundaries seen, %s", run).isGreaterThan(5);
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}
