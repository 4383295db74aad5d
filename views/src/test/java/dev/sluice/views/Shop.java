// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Two tables, orders and customers, with views over them, changed as a task changes them: stage,
 * before, base, after, in one transaction.
 */
final class Shop {
  static final String ORDERS =
      "(id BIGINT, customer INTEGER, country VARCHAR(9), category VARCHAR(9), quantity INTEGER,"
          + " price DECIMAL(10,2), at_time %s)";
  static final String CUSTOMERS = "(id INTEGER, region VARCHAR(9), level INTEGER)";

  private final Connection connection;
  private final ViewDialect dialect;
  private final ViewGraph graph;
  private final List<String> orderKey;
  private final Random random;
  private final String orders;
  private final Set<String> counted = new TreeSet<>();

  Shop(
      Connection connection,
      ViewDialect dialect,
      List<ViewDefinition> views,
      List<String> orderKey,
      Random random,
      String momentType)
      throws SQLException, ViewRefusal {
    this.connection = connection;
    this.dialect = dialect;
    this.orderKey = orderKey;
    this.random = random;
    this.orders = ORDERS.formatted(momentType);
    Base ordersTable =
        new Base(
            "orders",
            "orders",
            List.of("id", "customer", "country", "category", "quantity", "price", "at_time"),
            orderKey);
    Base customers =
        new Base("customers", "customers", List.of("id", "region", "level"), List.of("id"));
    try (SqlParser parser = SqlParser.open()) {
      graph = ViewGraph.of(parser, views, List.of(ordersTable, customers));
    }
  }

  void create() throws SQLException {
    execute(
        "DROP TABLE IF EXISTS orders",
        "DROP TABLE IF EXISTS customers",
        "CREATE TABLE orders " + orders,
        "CREATE TABLE customers " + CUSTOMERS,
        "INSERT INTO customers VALUES (1, 'north', 1), (2, 'south', 2), (3, NULL, 1)",
        "CREATE TEMPORARY TABLE stage_orders " + orders,
        "CREATE TEMPORARY TABLE stage_customers " + CUSTOMERS);
    for (ViewPlan plan : plans()) {
      execute("DROP TABLE IF EXISTS " + plan.name());
      execute(plan.ddl().toArray(String[]::new));
      execute(plan.fill().toArray(String[]::new));
    }
  }

  /** One plan of every view, each after those that it reads. */
  List<ViewPlan> plans() {
    Map<String, ViewPlan> plans = new HashMap<>();
    for (String table : List.of("orders", "customers")) {
      plans(table).forEach(plan -> plans.put(plan.name(), plan));
    }
    return graph.names().stream().map(plans::get).toList();
  }

  List<ViewPlan> plans(String table) {
    return ViewPlanner.plan(graph, dialect, table, "stage_" + table);
  }

  /** Changes one of the tables; now and then the transaction is broken off and done again. */
  void change() throws SQLException {
    boolean orders = random.nextInt(4) > 0;
    List<String> stage = orders ? stageOrders() : stageCustomers();
    List<String> transaction = transaction(orders ? "orders" : "customers", orders);
    if (random.nextInt(3) == 0) {
      connection.setAutoCommit(false);
      execute(stage.toArray(String[]::new));
      execute(transaction.subList(0, random.nextInt(transaction.size())).toArray(String[]::new));
      connection.rollback();
    }
    connection.setAutoCommit(false);
    execute(stage.toArray(String[]::new));
    execute(transaction.toArray(String[]::new));
    mustHaveCounted(orders ? "orders" : "customers");
    connection.commit();
    connection.setAutoCommit(true);
  }

  /** Views that count the rows that come have counted all of them. */
  private void mustHaveCounted(String table) throws SQLException {
    for (ViewPlan plan : plans(table)) {
      if (plan.counted().isPresent()) {
        assertThat(count(plan.counted().get()))
            .as("rows that %s has read", plan.name())
            .isEqualTo(count("SELECT count(*) FROM stage_" + table));
        counted.add(plan.name());
      }
    }
  }

  /** Names of views that have counted the rows that came. */
  Set<String> counted() {
    return counted;
  }

  private List<String> transaction(String table, boolean orders) {
    List<ViewPlan> plans = plans(table);
    List<String> statements = new ArrayList<>();
    plans.forEach(plan -> statements.addAll(plan.locks()));
    plans.forEach(plan -> statements.addAll(plan.beforeBase()));
    String stage = "stage_" + table;
    String columns = orders ? "id, customer, country, category, quantity, price, at_time" : "*";
    if (!orders || !orderKey.isEmpty()) {
      statements.add("DELETE FROM " + table + " WHERE id IN (SELECT id FROM " + stage + ")");
      // Rows of which nothing but the key is known are deletions.
      statements.add(
          "INSERT INTO "
              + table
              + " SELECT "
              + columns
              + " FROM "
              + stage
              + " WHERE "
              + (orders ? "quantity" : "level")
              + " IS NOT NULL");
    } else {
      statements.add("INSERT INTO " + table + " SELECT " + columns + " FROM " + stage);
    }
    plans.forEach(plan -> statements.addAll(plan.afterBase()));
    return statements;
  }

  private List<String> stageOrders() {
    List<String> stage = new ArrayList<>();
    Set<Integer> ids = new HashSet<>();
    int rows = random.nextInt(random.nextInt(4) == 0 ? 60 : 8);
    for (int row = 0; row < rows; row++) {
      int id = random.nextInt(120);
      if (orderKey.isEmpty() || ids.add(id)) {
        stage.add("(" + id + ", " + order() + ")");
      }
    }
    return staged("stage_orders", stage);
  }

  private String order() {
    boolean deleted = !orderKey.isEmpty() && random.nextInt(5) == 0;
    return deleted
        ? "NULL, NULL, NULL, NULL, NULL, NULL"
        : String.join(
            ", ",
            oneOf("1", "2", "3", "4", "5", "6", "NULL"),
            oneOf("'DE'", "'FR'", "'it''s'", "NULL"),
            oneOf("'a'", "'b'", "'c'", "NULL"),
            String.valueOf(random.nextInt(8) - 2),
            oneOf("NULL", random.nextInt(100) + "." + (10 + random.nextInt(90)), "7.00"),
            random.nextInt(8) == 0 ? "NULL" : "TIMESTAMP '" + moment() + "'");
  }

  private String moment() {
    return LocalDateTime.of(2026, 1, 1, 0, 0)
        .plusMinutes(7L * random.nextInt(100))
        .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss"));
  }

  private List<String> stageCustomers() {
    List<String> stage = new ArrayList<>();
    Set<Integer> ids = new HashSet<>();
    int rows = random.nextInt(4);
    for (int row = 0; row < rows; row++) {
      int id = 1 + random.nextInt(7);
      if (ids.add(id)) {
        String values =
            random.nextInt(4) == 0
                ? "NULL, NULL"
                : oneOf("'north'", "'south'", "NULL") + ", " + random.nextInt(3);
        stage.add("(" + id + ", " + values + ")");
      }
    }
    return staged("stage_customers", stage);
  }

  private static List<String> staged(String stage, List<String> rows) {
    String clear = "DELETE FROM " + stage;
    return rows.isEmpty()
        ? List.of(clear)
        : List.of(clear, "INSERT INTO " + stage + " VALUES " + String.join(", ", rows));
  }

  private String oneOf(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  void execute(String... statements) throws SQLException {
    for (String sql : statements) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new SQLException(e.getMessage() + "\nin: " + sql, e.getSQLState(), e);
      }
    }
  }

  long count(String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new SQLException(e.getMessage() + "\nin: " + sql, e.getSQLState(), e);
    }
  }
}
