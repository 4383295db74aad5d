// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresMaintenanceTest extends MaintenanceContract {
  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void start() throws IOException {
    postgres = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @Override
  ViewDialect dialect() {
    return ViewDialect.POSTGRES;
  }

  @Override
  Connection connect() throws SQLException {
    return postgres.getPostgresDatabase().getConnection();
  }

  /** One that is added to, and some that have groups computed anew. */
  @Override
  Set<String> counting() {
    return Set.of("everything", "counted_categories", "sessions");
  }

  @Override
  int batches() {
    return 12;
  }

  /** An hour's rows are looked for in a few blocks, and not in the whole table. */
  @Test
  void rowsOfATimeAreFoundByAnIndex() throws Exception {
    try (Connection connection = connect();
        SqlParser parser = SqlParser.open()) {
      execute(
          connection,
          "DROP TABLE IF EXISTS visits, visits_by_hour",
          "CREATE TABLE visits (at_time TIMESTAMP, page VARCHAR)",
          "CREATE TEMPORARY TABLE stage (at_time TIMESTAMP, page VARCHAR)");
      ViewPlan plan =
          ViewPlanner.plan(
              parser,
              new ViewDefinition(
                  "visits_by_hour",
                  "SELECT date_trunc('hour', v.at_time) AS hour, count(DISTINCT page) AS pages FROM"
                      + " visits v GROUP BY 1"),
              dialect(),
              new Base("visits", "\"visits\"", List.of("at_time", "page"), List.of()),
              "stage");
      execute(connection, plan.ddl().toArray(String[]::new));
      execute(connection, plan.ddl().get(plan.ddl().size() - 1));
      assertThat(count(connection, "SELECT count(*) FROM pg_indexes WHERE tablename = 'visits'"))
          .as("once")
          .isEqualTo(1);
      execute(
          connection,
          "INSERT INTO visits SELECT TIMESTAMP '2026-01-01' + i * INTERVAL '1 second', 'page ' || i %"
              + " 100 FROM generate_series(1, 300000) AS s(i)",
          "VACUUM ANALYZE visits");
      execute(connection, plan.fill().toArray(String[]::new));
      connection.setAutoCommit(false);
      execute(
          connection,
          "INSERT INTO stage VALUES ('2026-01-02 10:00:00.5', 'new')",
          "INSERT INTO visits SELECT * FROM stage");
      List<String> after = plan.afterBase();
      execute(connection, after.subList(0, after.size() - 2).toArray(String[]::new));
      String recompute = after.get(after.size() - 2);
      StringBuilder explained = new StringBuilder();
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("EXPLAIN " + recompute)) {
        while (rows.next()) {
          explained.append(rows.getString(1)).append('\n');
        }
      }
      assertThat(explained.toString()).contains("Bitmap Index Scan on visits_at_time_idx");
      execute(connection, recompute, after.get(after.size() - 1));
      connection.commit();
      assertThat(count(connection, plan.difference())).isZero();
    }
  }

  @Test
  void twoTasksOnTheSameGroupsLoseNoUpdate() throws Exception {
    List<ViewPlan> plans = new ArrayList<>();
    try (Connection connection = connect();
        SqlParser parser = SqlParser.open()) {
      execute(
          connection, "DROP TABLE IF EXISTS pairs", "CREATE TABLE pairs (g INTEGER, x INTEGER)");
      for (ViewDefinition view :
          List.of(
              new ViewDefinition(
                  "pair_sums", "SELECT g, sum(x) AS s, count(*) AS n FROM pairs GROUP BY 1"),
              new ViewDefinition(
                  "pair_kinds", "SELECT g, count(DISTINCT x) AS n FROM pairs GROUP BY 1"))) {
        ViewPlan plan =
            ViewPlanner.plan(
                parser, view, dialect(), new Base("pairs", "pairs", List.of(), List.of()), "stage");
        execute(connection, "DROP TABLE IF EXISTS " + view.name());
        execute(connection, plan.ddl().toArray(String[]::new));
        plans.add(plan);
      }
    }
    ExecutorService tasks = Executors.newFixedThreadPool(2);
    List<Future<Boolean>> running = new ArrayList<>();
    for (int task = 0; task < 2; task++) {
      int first = task;
      running.add(tasks.submit(() -> load(plans, first)));
    }
    for (Future<Boolean> one : running) {
      assertThat(one.get()).isTrue();
    }
    tasks.shutdown();
    try (Connection connection = connect()) {
      assertThat(count(connection, "SELECT count(*) FROM pairs")).isEqualTo(2 * 60 * 10);
      for (ViewPlan plan : plans) {
        assertThat(count(connection, plan.difference())).as(plan.name()).isZero();
      }
    }
  }

  private boolean load(List<ViewPlan> plans, int first) throws SQLException, ExecutionException {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      execute(connection, "CREATE TEMP TABLE stage (g INTEGER, x INTEGER) ON COMMIT DELETE ROWS");
      connection.commit();
      for (int batch = 0; batch < 60; batch++) {
        for (ViewPlan plan : plans) {
          execute(connection, plan.locks().toArray(String[]::new));
        }
        execute(
            connection,
            "INSERT INTO stage SELECT i % 5, "
                + (first + batch)
                + " * i FROM generate_series(1, 10) AS i");
        for (ViewPlan plan : plans) {
          execute(connection, plan.beforeBase().toArray(String[]::new));
        }
        execute(connection, "INSERT INTO pairs SELECT * FROM stage");
        for (ViewPlan plan : plans) {
          execute(connection, plan.afterBase().toArray(String[]::new));
        }
        connection.commit();
      }
      return true;
    }
  }
}
