// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.mariadb.MariaDbServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds where MariaDB or MySQL keeps the views. */
abstract class MariaDbMaintenanceContract extends MaintenanceContract {
  private static final int TASKS = 3;
  private static final int BATCHES = 40;

  /** What a warehouse's session has. */
  private static final List<String> SESSION =
      List.of(
          "SET SESSION sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,"
              + "STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION',"
              + " time_zone = '+00:00', max_sort_length = 65536",
          "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");

  private final MariaDbServer.Kind kind;
  private final String collation;
  private Optional<MariaDbServer> server = Optional.empty();

  MariaDbMaintenanceContract(MariaDbServer.Kind kind, String collation) {
    this.kind = kind;
    this.collation = collation;
  }

  @BeforeEach
  void requireServer() throws IOException, InterruptedException {
    server = MariaDbServer.shared(kind);
    Assumptions.assumeTrue(server.isPresent(), kind + " is not installed");
  }

  @Override
  ViewDialect dialect() {
    return ViewDialect.valueOf(kind.name());
  }

  @Override
  Connection connect() throws SQLException {
    MariaDbServer running = server.orElseThrow();
    Connection connection =
        DriverManager.getConnection(running.driverUrl(), running.user(), running.password());
    execute(connection, SESSION.toArray(String[]::new));
    execute(connection, "SET NAMES utf8mb4 COLLATE " + collation);
    execute(connection, dialect().setup().toArray(String[]::new));
    return connection;
  }

  /** Whole numbers from 1, at most 20,000; a table of one column. */
  private static String series(int upTo) {
    return "(WITH RECURSIVE s AS (SELECT 0 AS n UNION ALL SELECT n + 1 FROM s WHERE n < 199)"
        + " SELECT 1 + a.n * 200 + b.n AS seq FROM s AS a CROSS JOIN s AS b WHERE a.n < 100 AND"
        + " a.n * 200 + b.n < "
        + upTo
        + ") AS series";
  }

  @Override
  String momentType() {
    return "DATETIME(6)";
  }

  @Override
  int batches() {
    return 12;
  }

  @Override
  List<ViewDefinition> views() {
    List<ViewDefinition> views = new ArrayList<>(Constructs.portable());
    Collections.addAll(
        views,
        new ViewDefinition(
            "added",
            "SELECT country, CAST(date_format(at_time, '%Y-%m-%d %H:00:00') AS DATETIME) AS h,"
                + " count(*) AS n, count(price) AS p, sum(quantity * price) AS revenue, min(price)"
                + " AS low, max(at_time) AS last FROM orders WHERE quantity <> 3 GROUP BY 1, 2"),
        new ViewDefinition(
            "distinct_categories",
            "SELECT country, count(DISTINCT category) AS n FROM orders AS o GROUP BY o.country"),
        new ViewDefinition(
            "only_large",
            "SELECT upper(category) AS c, CAST(at_time AS DATE) AS d, sum(quantity) AS q FROM"
                + " orders GROUP BY upper(category), 2 HAVING sum(quantity) > 4 -- comment"));
    return views;
  }

  private List<ViewPlan> plans(Connection connection, Base base, ViewDefinition... views)
      throws SQLException, ViewRefusal {
    List<ViewPlan> plans = new ArrayList<>();
    try (SqlParser parser = SqlParser.open()) {
      for (ViewDefinition view : views) {
        ViewPlan plan = ViewPlanner.plan(parser, view, dialect(), base, "stage");
        execute(connection, "DROP TABLE IF EXISTS " + view.name());
        execute(connection, plan.ddl().toArray(String[]::new));
        plans.add(plan);
      }
    }
    return plans;
  }

  @Test
  void severalTasksOnTheSameGroupsLoseNoUpdateAndWaitInOneOrder() throws Exception {
    List<ViewPlan> plans;
    try (Connection connection = connect()) {
      execute(
          connection, "DROP TABLE IF EXISTS pairs", "CREATE TABLE pairs (g INTEGER, x INTEGER)");
      plans =
          plans(
              connection,
              new Base("pairs", "pairs", List.of(), List.of()),
              new ViewDefinition(
                  "pair_sums", "SELECT g, sum(x) AS s, count(*) AS n FROM pairs GROUP BY 1"),
              new ViewDefinition(
                  "pair_kinds", "SELECT g, count(DISTINCT x) AS n FROM pairs GROUP BY 1"));
    }
    ExecutorService tasks = Executors.newFixedThreadPool(TASKS);
    List<Future<Boolean>> running = new ArrayList<>();
    for (int task = 0; task < TASKS; task++) {
      int first = task;
      running.add(tasks.submit(() -> load(plans, first)));
    }
    for (Future<Boolean> one : running) {
      assertThat(one.get()).isTrue();
    }
    tasks.shutdown();
    try (Connection connection = connect()) {
      assertThat(count(connection, "SELECT count(*) FROM pairs"))
          .isEqualTo((long) TASKS * BATCHES * 10);
      for (ViewPlan plan : plans) {
        assertThat(count(connection, plan.difference())).as(plan.name()).isZero();
      }
    }
  }

  private boolean load(List<ViewPlan> plans, int first) throws SQLException {
    try (Connection connection = connect()) {
      execute(connection, "CREATE TEMPORARY TABLE stage (g INTEGER, x INTEGER)");
      for (int batch = 0; batch < BATCHES; batch++) {
        execute(connection, "BEGIN");
        for (ViewPlan plan : plans) {
          execute(connection, plan.locks().toArray(String[]::new));
        }
        execute(
            connection,
            "DELETE FROM stage",
            "INSERT INTO stage SELECT nullif(seq % 5, 4), "
                + (first + batch)
                + " * seq FROM "
                + series(10));
        for (ViewPlan plan : plans) {
          execute(connection, plan.beforeBase().toArray(String[]::new));
        }
        execute(connection, "INSERT INTO pairs SELECT * FROM stage");
        for (ViewPlan plan : plans) {
          execute(connection, plan.afterBase().toArray(String[]::new));
        }
        execute(connection, "COMMIT");
      }
      return true;
    }
  }

  @Test
  void groupsOfLongTextsAreToldApartByTheirEnds() throws Exception {
    try (Connection connection = connect()) {
      String columns = "(g LONGTEXT CHARACTER SET utf8mb4 COLLATE " + collation + ", x INTEGER)";
      execute(
          connection,
          "DROP TABLE IF EXISTS texts",
          "CREATE TABLE texts " + columns,
          "CREATE TEMPORARY TABLE stage " + columns);
      List<ViewPlan> plans =
          plans(
              connection,
              new Base("texts", "texts", List.of(), List.of()),
              new ViewDefinition("text_sums", "SELECT g, sum(x) AS s FROM texts GROUP BY 1"),
              new ViewDefinition(
                  "text_kinds", "SELECT g, count(DISTINCT x) AS n FROM texts GROUP BY 1"));
      for (int batch = 0; batch < 3; batch++) {
        execute(
            connection,
            "BEGIN",
            "DELETE FROM stage",
            "INSERT INTO stage SELECT concat(repeat('long', 2000), CASE seq % 4 WHEN 0 THEN 'a'"
                + " WHEN 1 THEN 'A' WHEN 2 THEN 'a ' ELSE '' END), seq FROM "
                + series(20));
        for (ViewPlan plan : plans) {
          execute(connection, plan.beforeBase().toArray(String[]::new));
        }
        execute(connection, "INSERT INTO texts SELECT * FROM stage");
        for (ViewPlan plan : plans) {
          execute(connection, plan.afterBase().toArray(String[]::new));
        }
        execute(connection, "COMMIT");
      }
      for (ViewPlan plan : plans) {
        assertThat(count(connection, "SELECT count(*) FROM " + plan.name())).isEqualTo(4);
        assertThat(count(connection, plan.difference())).as(plan.name()).isZero();
      }
    }
  }

  /** Else a batch would cost as much as the view is large. */
  @Test
  void groupsAreLookedUpByTheIndex() throws Exception {
    try (Connection connection = connect()) {
      execute(
          connection,
          "DROP TABLE IF EXISTS many",
          "CREATE TABLE many (g LONGTEXT CHARACTER SET utf8mb4 COLLATE " + collation + ", x INT)",
          "INSERT INTO many SELECT concat('group ', seq % 2000), seq FROM " + series(20_000));
      ViewPlan plan =
          plans(
                  connection,
                  new Base("many", "many", List.of(), List.of()),
                  new ViewDefinition(
                      "many_kinds", "SELECT g, count(DISTINCT x) AS n FROM many GROUP BY 1"))
              .get(0);
      execute(connection, plan.fill().toArray(String[]::new));
      execute(connection, "CREATE TEMPORARY TABLE stage AS SELECT * FROM many LIMIT 500");
      List<String> statements = plan.afterBase();
      int matching = statements.size() - 4;
      execute(connection, statements.subList(0, matching).toArray(String[]::new));
      assertThat(explained(connection, statements.get(matching)))
          .as("groups that the view has")
          .contains("sluice_t sluice_groups");
      execute(connection, statements.get(matching));
      assertThat(explained(connection, statements.get(matching + 1)))
          .as("rows of the view")
          .contains("v sluice_groups");
      execute(connection, statements.get(matching + 1));
      assertThat(explained(connection, statements.get(matching + 2)))
          .as("each row of the table finds its group among those touched")
          .contains("sluice_t sluice_keys");
      execute(connection, statements.get(matching + 2), statements.get(matching + 3));
      assertThat(count(connection, plan.difference())).isZero();
    }
  }

  private static String explained(Connection connection, String sql) throws SQLException {
    StringBuilder plan = new StringBuilder();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("EXPLAIN FORMAT=TRADITIONAL " + sql)) {
      while (rows.next()) {
        // The index that is used, and not those that might be.
        plan.append(rows.getString("table")).append(' ').append(rows.getString("key")).append('\n');
      }
    }
    return plan.toString();
  }
}
