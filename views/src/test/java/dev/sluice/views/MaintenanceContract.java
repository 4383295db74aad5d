// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the batches, a maintained view equals its SELECT after every transaction. */
abstract class MaintenanceContract {
  private static final String COLUMNS =
      "(id BIGINT, country VARCHAR(9), category VARCHAR(9), quantity INTEGER, price DECIMAL(10,2), at_time TIMESTAMP)";
  private static final int BATCHES = 25;
  private static final List<ViewDefinition> VIEWS =
      List.of(
          new ViewDefinition(
              "added",
              "SELECT country, date_trunc('hour', at_time) AS h, count(*) AS n, count(price) AS p, sum(quantity * price) AS revenue,"
                  + " min(price) AS low, max(at_time) AS last FROM orders WHERE quantity <> 3 GROUP BY 1, 2"),
          new ViewDefinition(
              "distinct_categories",
              "SELECT country, count(DISTINCT category) AS n FROM orders AS o GROUP BY o.country"),
          new ViewDefinition(
              "only_large",
              "SELECT upper(category) AS c, at_time::date AS d, sum(quantity) AS q FROM orders GROUP BY upper(category), 2 HAVING sum(quantity) > 8 -- comment"));

  abstract ViewDialect dialect();

  abstract Connection connect() throws SQLException;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyViewEqualsItsSelectAfterEveryInsertedBatch(long seed) throws SQLException, ViewRefusal {
    run(seed, List.of());
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void everyViewEqualsItsSelectAfterEveryReplacedBatch(long seed) throws SQLException, ViewRefusal {
    run(seed, List.of("id"));
  }

  private void run(long seed, List<String> key) throws SQLException, ViewRefusal {
    Random random = new Random(seed);
    try (Connection connection = connect();
        SqlParser parser = SqlParser.open()) {
      execute(
          connection,
          "DROP TABLE IF EXISTS orders",
          "CREATE TABLE orders " + COLUMNS,
          "CREATE TEMP TABLE stage " + COLUMNS);
      List<ViewPlan> plans = new ArrayList<>();
      for (ViewDefinition view : VIEWS) {
        Base base = new Base("orders", "orders", List.of(), key);
        ViewPlan plan = ViewPlanner.plan(parser, view, dialect(), base, "stage");
        execute(connection, "DROP TABLE IF EXISTS " + view.name());
        execute(connection, plan.ddl().toArray(String[]::new));
        plans.add(plan);
      }
      for (int batch = 0; batch < BATCHES; batch++) {
        apply(connection, plans, key, random);
        for (ViewPlan plan : plans) {
          assertThat(count(connection, plan.difference()))
              .as("%s, seed %d, batch %d", plan.name(), seed, batch)
              .isZero();
        }
      }
      assertThat(count(connection, "SELECT count(*) FROM added")).isGreaterThan(5);
    }
  }

  private static void apply(
      Connection connection, List<ViewPlan> plans, List<String> key, Random random)
      throws SQLException {
    connection.setAutoCommit(false);
    execute(connection, "DELETE FROM stage");
    fill(connection, key, random);
    for (ViewPlan plan : plans) {
      execute(connection, plan.locks().toArray(String[]::new));
    }
    for (ViewPlan plan : plans) {
      execute(connection, plan.beforeBase().toArray(String[]::new));
    }
    if (!key.isEmpty()) {
      execute(connection, "DELETE FROM orders WHERE id IN (SELECT id FROM stage)");
    }
    execute(connection, "INSERT INTO orders SELECT * FROM stage");
    for (ViewPlan plan : plans) {
      execute(connection, plan.afterBase().toArray(String[]::new));
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private static void fill(Connection connection, List<String> key, Random random)
      throws SQLException {
    int rows = random.nextInt(30);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO stage VALUES (?, ?, ?, ?, ?, ?)")) {
      for (int row = 0; row < rows; row++) {
        // In mode upsert the stage holds a key once.
        insert.setLong(
            1,
            key.isEmpty()
                ? random.nextInt(100)
                : (long) row * 7 % 40 + 40L * random.nextInt(2) * (row % 2));
        text(insert, 2, random, "DE", "FR", "it's");
        text(insert, 3, random, "a", "b", "c");
        insert.setInt(4, random.nextInt(8) - 2);
        if (random.nextInt(6) == 0) {
          insert.setNull(5, Types.DECIMAL);
        } else {
          insert.setBigDecimal(5, java.math.BigDecimal.valueOf(random.nextInt(10_000), 2));
        }
        insert.setTimestamp(
            6, new java.sql.Timestamp(1_700_000_000_000L + 600_000L * random.nextInt(30)));
        insert.executeUpdate();
      }
    }
    execute(connection, "DELETE FROM stage WHERE quantity IS NULL");
    if (!key.isEmpty()) {
      dedupe(connection);
    }
  }

  private static void dedupe(Connection connection) throws SQLException {
    execute(
        connection,
        "CREATE TEMP TABLE once AS SELECT id, min(country) AS country, min(category) AS category, min(quantity) AS quantity,"
            + " min(price) AS price, min(at_time) AS at_time FROM stage GROUP BY id",
        "DELETE FROM stage",
        "INSERT INTO stage SELECT * FROM once",
        "DROP TABLE once");
  }

  private static void text(PreparedStatement insert, int index, Random random, String... values)
      throws SQLException {
    int choice = random.nextInt(values.length + 1);
    if (choice == values.length) {
      insert.setNull(index, Types.VARCHAR);
    } else {
      insert.setString(index, values[choice]);
    }
  }

  static void execute(Connection connection, String... statements) throws SQLException {
    for (String sql : statements) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new SQLException(e.getMessage() + "\nin: " + sql, e.getSQLState(), e);
      }
    }
  }

  static long count(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
