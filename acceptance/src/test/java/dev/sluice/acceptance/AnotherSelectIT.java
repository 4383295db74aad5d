// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A view over a large table gets another SELECT while orders flow and the process is killed: a
 * reader sees it as it was, or as it is to be, at every moment.
 */
class AnotherSelectIT {
  private static final int KILLS = 3;
  private static final int DUCKDB_KILLS = 6;

  /** Rows, from which on a view on DuckDB is made beside the writers, and more. */
  private static final long MANY = 8_000_000;

  private static final long LARGE = 260L << 20;
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final String BEFORE = "SELECT country, count(*) AS n FROM orders GROUP BY country";
  private static final String AFTER =
      "SELECT country, sum(quantity) AS n FROM orders WHERE quantity > 1 GROUP BY country";

  /** What the view would be by each, in one pass. */
  private static final String BOTH =
      "WITH both_of AS MATERIALIZED (SELECT country, count(*) AS before, sum(quantity) FILTER (WHERE"
          + " quantity > 1) AS after FROM orders GROUP BY country) SELECT ";

  @TempDir private Path folder;
  private final long seed = Long.getLong("sluice.seed", System.nanoTime());

  private List<String> up(Company company, String views) throws IOException {
    return up(company, company.warehouseUrl(), views);
  }

  private List<String> up(Company company, String warehouse, String views) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("pipeline.yaml"),
            """
            name: shop
            kafka: {bootstrap.servers: "%s"}
            schema.registry: {url: "%s"}
            tasks: 2
            topics: {orders: {format: avro, partitions: 4}}
            warehouse:
              url: "%s"
              tables: {orders: {mode: insert, interval: 100ms}}
            %s
            """
                .formatted(company.bootstrapServers(), company.registryUrl(), warehouse, views));
    return List.of("up", file.toString(), "--home", folder.resolve("home").toString());
  }

  @Test
  void nobodyWaitsAndNobodySeesHalfOfIt() throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    try (Company company = Company.open(folder)) {
      company.publish();
      try (Binary binary = Binary.start(folder, up(company, ""))) {
        Running.await(binary).await(status -> status.path("records").asLong() > 2_000, SOON);
        company.stopPublishing();
        Running.await(binary).awaitDrained(SOON);
        binary.stop();
      }
      grow(company);
      company.publish();
      List<String> up = up(company, "views: [by_country.sql]");
      Files.writeString(folder.resolve("by_country.sql"), BEFORE);
      try (Binary binary = Binary.start(folder, folder.resolve("before.txt"), up)) {
        Running.await(binary);
        Waiting.until(() -> served(company), BEFORE);
        binary.stop();
      }
      Files.writeString(folder.resolve("by_country.sql"), AFTER);
      String look = BOTH + "least(" + difference("before") + ", " + difference("after") + ")";
      try (SteadyReader reader = SteadyReader.start(company.warehouseUrl(), look)) {
        for (int kill = 0; kill < KILLS; kill++) {
          try (Binary binary = Binary.start(folder, folder.resolve("life-" + kill + ".txt"), up)) {
            Running.await(binary);
            LockSupport.parkNanos(random.nextLong(Duration.ofSeconds(2).toNanos()));
            binary.kill();
          }
        }
        try (Binary binary = Binary.start(folder, folder.resolve("last.txt"), up)) {
          Running running = Running.await(binary);
          Waiting.until(() -> served(company), AFTER);
          company.stopPublishing();
          running.awaitDrained(SOON);
          assertThat(number(company, BOTH + difference("after"))).as("seed %d", seed).isZero();
          assertThat(number(company, "SELECT count(*) FROM by_country__g1")).isPositive();
          binary.stop();
        }
        assertThat(reader.answers()).as("-Dsluice.seed=%d", seed).containsExactly("0");
      }
    }
  }

  /** One process has the file, so it is looked at between two lives. */
  @Test
  void onDuckDbTheFileIsRightAfterEachKill() throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Path file = folder.resolve("shop.duckdb");
    int halfway = 0;
    try (Company company = Company.open(folder)) {
      company.publish();
      String url = "jdbc:duckdb:" + file;
      try (Binary binary = Binary.start(folder, up(company, url, ""))) {
        Running.await(binary).await(status -> status.path("records").asLong() > 2_000, SOON);
        binary.stop();
      }
      growDuckDb(file);
      List<String> up = up(company, url, "views: [by_country.sql]");
      Files.writeString(folder.resolve("by_country.sql"), BEFORE);
      try (Binary binary = Binary.start(folder, folder.resolve("before.txt"), up)) {
        Running.await(binary).await(status -> status.path("records").asLong() > 0, SOON);
        binary.stop();
      }
      for (int life = 0; life < DUCKDB_KILLS; life++) {
        String next = served(file).equals(BEFORE) ? AFTER : BEFORE;
        Files.writeString(folder.resolve("by_country.sql"), next);
        try (Binary binary = Binary.start(folder, folder.resolve("life-" + life + ".txt"), up)) {
          awaitMaking(Running.await(binary));
          LockSupport.parkNanos(random.nextLong(Duration.ofMillis(300).toNanos()));
          binary.kill();
        }
        halfway += requireOneOfBoth(file, life);
      }
      company.stopPublishing();
      Files.writeString(folder.resolve("by_country.sql"), AFTER);
      try (Binary binary = Binary.start(folder, folder.resolve("last.txt"), up)) {
        Running.await(binary).awaitDrained(SOON);
        binary.stop();
      }
      try (Connection connection = duckDb(file)) {
        assertThat(text(connection, BOTH + difference("after"))).as("seed %d", seed).isEqualTo("0");
      }
    }
    assertThat(halfway).as("kills while a view was made, -Dsluice.seed=%d", seed).isPositive();
  }

  /** As the process opens it: what docs/warehouses.md says of joins is true of EXCEPT, too. */
  private static Connection duckDb(Path file) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("disabled_optimizers", "join_filter_pushdown");
    return DriverManager.getConnection("jdbc:duckdb:" + file, properties);
  }

  private static String served(Path file) throws SQLException {
    try (Connection connection = duckDb(file)) {
      return text(connection, "SELECT \"sql\" FROM sluice_views WHERE state = 'SERVING'");
    }
  }

  private static void awaitMaking(Running running) throws IOException {
    long end = System.nanoTime() + SOON.toNanos();
    while (!running.ask("SELECT count(*) FROM sluice_views WHERE state = 'BUILDING'").equals("1")) {
      assertThat(System.nanoTime()).as("a view is made anew").isLessThan(end);
    }
  }

  /** Answers how many views are being made. */
  private int requireOneOfBoth(Path file, int life) throws SQLException {
    try (Connection connection = duckDb(file)) {
      assertThat(
              text(
                  connection,
                  BOTH + "least(" + difference("before") + ", " + difference("after") + ")"))
          .as("after life %d, -Dsluice.seed=%d", life, seed)
          .isEqualTo("0");
      return Integer.parseInt(
          text(connection, "SELECT count(*) FROM sluice_views WHERE state = 'BUILDING'"));
    }
  }

  private static void growDuckDb(Path file) throws SQLException {
    try (Connection connection = duckDb(file);
        Statement statement = connection.createStatement()) {
      while (Long.parseLong(text(connection, "SELECT count(*) FROM orders")) < MANY) {
        statement.execute("INSERT INTO orders SELECT * FROM orders");
      }
    }
  }

  /** By rows that no view knows: there is none yet. */
  private static void grow(Company company) throws SQLException {
    while (number(company, "SELECT pg_table_size('orders')") < LARGE) {
      try (Connection connection = DriverManager.getConnection(company.warehouseUrl());
          Statement statement = connection.createStatement()) {
        statement.execute("INSERT INTO orders SELECT * FROM orders LIMIT 200000");
      }
    }
  }

  private static String difference(String which) {
    String select = "SELECT country, " + which + " FROM both_of WHERE " + which + " IS NOT NULL";
    String kept = "SELECT country, n FROM by_country";
    return "(SELECT count(*) FROM (("
        + kept
        + " EXCEPT ALL "
        + select
        + ") UNION ALL ("
        + select
        + " EXCEPT ALL "
        + kept
        + ")) AS d)";
  }

  private static String served(Company company) throws SQLException {
    boolean known = number(company, "SELECT count(to_regclass('by_country'))") > 0;
    return known
        ? text(company, "SELECT \"sql\" FROM sluice_views WHERE state = 'SERVING'")
        : "nothing yet";
  }

  private static long number(Company company, String sql) throws SQLException {
    return Long.parseLong(text(company, sql));
  }

  private static String text(Company company, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(company.warehouseUrl())) {
      return text(connection, sql);
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
