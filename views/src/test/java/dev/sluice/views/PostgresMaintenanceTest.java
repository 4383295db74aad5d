// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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

  @Override
  int batches() {
    return 12;
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
