// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuckDbMaintenanceTest extends MaintenanceContract {
  @Override
  ViewDialect dialect() {
    return ViewDialect.DUCKDB;
  }

  @Override
  Connection connect() throws SQLException {
    Properties properties = new Properties();
    // Tables this small are only slowed down by more.
    properties.setProperty("threads", "1");
    // As a warehouse's file is opened; with it joinsFindTheRowsOfATableThatHasLostMany fails.
    properties.setProperty("disabled_optimizers", "join_filter_pushdown");
    return DriverManager.getConnection("jdbc:duckdb:", properties);
  }

  @Override
  int batches() {
    return 12;
  }

  /** By an optimizer of DuckDB's they lost rows, or the process, where rows had come and gone. */
  @Test
  void joinsFindTheRowsOfATableThatHasLostMany() throws SQLException, ViewRefusal {
    List<ViewDefinition> views =
        views().stream().filter(view -> view.name().equals("by_region")).toList();
    try (Connection connection = connect()) {
      Shop shop =
          new Shop(connection, dialect(), views, List.of("id"), new Random(1001), momentType());
      shop.create();
      ViewPlan plan = shop.plans().get(0);
      for (int batch = 0; batch < 200; batch++) {
        shop.change();
        assertThat(shop.count(plan.difference())).as("batch %d", batch).isZero();
      }
    }
  }

  /** No later time can be written than the last: nothing is after it, and it is in its hour. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "date_trunc('hour', at_time)",
        "time_bucket(INTERVAL '15 minutes', at_time)",
        "time_bucket(INTERVAL '1 month', at_time)"
      })
  void timesUpToTheLastOfAll(String rounded) throws Exception {
    String select =
        "SELECT " + rounded + " AS h, count(DISTINCT category) AS n FROM orders GROUP BY 1";
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      Shop shop =
          new Shop(
              connection,
              dialect(),
              List.of(new ViewDefinition("v", select)),
              List.of(),
              new Random(1),
              "TIMESTAMP");
      shop.create();
      statement.execute(
          "INSERT INTO stage_orders (id, category, at_time) VALUES (1, 'a', TIMESTAMP '294247-01-10"
              + " 04:00:54.775806'), (2, 'b', TIMESTAMP '2026-01-01'), (3, 'c', NULL)");
      ViewPlan plan = shop.plans("orders").get(0);
      for (String each : plan.beforeBase()) {
        statement.execute(each);
      }
      statement.execute("INSERT INTO orders SELECT * FROM stage_orders");
      for (String each : plan.afterBase()) {
        statement.execute(each);
      }
      try (ResultSet row =
          statement.executeQuery(
              "SELECT (SELECT count(*) FROM v), (SELECT count(*) FROM (SELECT * FROM v EXCEPT ALL "
                  + select
                  + "))")) {
        row.next();
        assertThat(row.getLong(1)).isEqualTo(3);
        assertThat(row.getLong(2)).isZero();
      }
    }
  }
}
