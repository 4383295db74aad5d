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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Reads a table and a view over it again and again, while nothing should change what they say. */
final class SteadyReader implements AutoCloseable {
  private static final String LOOK =
      "SELECT (SELECT count(*) FROM orders), (SELECT sum(quantity * unit_price) FROM orders),"
          + " (SELECT sum(orders) FROM sales_by_country_day), (SELECT sum(revenue) FROM"
          + " sales_by_country_day)";

  private final Set<String> answers = ConcurrentHashMap.newKeySet();
  private final AtomicLong looks = new AtomicLong();
  private final Thread thread;
  private volatile boolean stopped;

  private SteadyReader(String url, String look) {
    thread = new Thread(() -> read(url, look), "steady-reader");
  }

  static SteadyReader start(String url) {
    return start(url, LOOK);
  }

  /**
   * Starts a reader of something else.
   *
   * @param look a query for one row
   */
  static SteadyReader start(String url, String look) {
    SteadyReader reader = new SteadyReader(url, look);
    reader.thread.start();
    return reader;
  }

  private void read(String url, String look) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      while (!stopped) {
        try (ResultSet row = statement.executeQuery(look)) {
          row.next();
          List<String> values = new ArrayList<>();
          for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            values.add(row.getString(i));
          }
          answers.add(String.join(" ", values));
          looks.incrementAndGet();
        }
        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      }
    } catch (SQLException e) {
      answers.add(e.toString());
    }
  }

  void mustHaveSeenOnlyOneAnswer(String run) throws InterruptedException {
    close();
    assertThat(answers).as(run).hasSize(1);
    assertThat(looks.get()).as("looks, %s", run).isGreaterThan(100);
  }

  /** All answers so far, each once. */
  Set<String> answers() {
    return Set.copyOf(answers);
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}
