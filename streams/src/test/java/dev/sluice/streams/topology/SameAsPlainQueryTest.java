// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.streams.trial.ViewDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a view emits is what DuckDB's plain query says of the same rows, in whatever order they come
 * and however often. {@code -Dsluice.streams.seeds=N} looks longer; a failure names its seed.
 */
class SameAsPlainQueryTest {
  private static final String MEASURES =
      "count(*) AS n, count(amount) AS amounts, sum(amount) AS total, min(region) AS first_region,"
          + " max(ordered_at) AS last, avg(price) AS mean, sum(id) FILTER (WHERE amount > 0) AS"
          + " ids, max(price) AS dearest, avg(amount) AS mean_amount, min(amount) AS least";
  private static final String WHERE =
      " WHERE coalesce(region, 'none') <> 'x' AND (amount IS NULL OR amount BETWEEN -50 AND 90)";

  private static final Map<String, String[]> VIEWS = new LinkedHashMap<>();

  static {
    VIEWS.put(
        "tumbling",
        both(
            "SELECT date_trunc('hour', ordered_at) AS begin, upper(region) AS region, "
                + MEASURES
                + " FROM orders"
                + WHERE
                + " GROUP BY 1, 2"));
    VIEWS.put(
        "buckets",
        both(
            "SELECT CASE WHEN amount < 0 THEN 'back' ELSE 'sale' END AS kind, "
                + MEASURES
                + ", time_bucket(INTERVAL '90 minutes', ordered_at) AS begin FROM orders GROUP BY"
                + " kind, begin"));
    VIEWS.put(
        "days", both("SELECT ordered_at::DATE AS day, " + MEASURES + " FROM orders GROUP BY 1"));
    VIEWS.put(
        "groups",
        both(
            "SELECT region, id % 3 AS third, "
                + MEASURES
                + " FROM orders"
                + WHERE
                + " GROUP BY 1, 2"));
    VIEWS.put(
        "hopping",
        new String[] {
          "SELECT hop(ordered_at, INTERVAL '1 hour', INTERVAL '20 minutes') AS begin, region, "
              + MEASURES
              + " FROM orders WHERE ordered_at IS NOT NULL GROUP BY 1, 2",
          "SELECT begin, region, "
              + MEASURES
              + " FROM (SELECT *, unnest(range(time_bucket(INTERVAL '20 minutes', ordered_at) -"
              + " INTERVAL '40 minutes', time_bucket(INTERVAL '20 minutes', ordered_at) + INTERVAL"
              + " '20 minutes', INTERVAL '20 minutes')) AS begin FROM orders WHERE ordered_at IS"
              + " NOT NULL) GROUP BY 1, 2"
        });
    VIEWS.put(
        "sessions",
        new String[] {
          "SELECT region, session(ordered_at, INTERVAL '15 minutes') AS begin, "
              + MEASURES
              + " FROM orders WHERE ordered_at IS NOT NULL GROUP BY 1, 2",
          "SELECT region, min(ordered_at) AS begin, "
              + MEASURES
              + " FROM (SELECT *, sum(CASE WHEN ordered_at - before <= INTERVAL '15 minutes' THEN 0"
              + " ELSE 1 END) OVER (PARTITION BY region ORDER BY ordered_at ROWS UNBOUNDED"
              + " PRECEDING) AS s FROM (SELECT *, lag(ordered_at) OVER (PARTITION BY region ORDER"
              + " BY ordered_at) AS before FROM orders WHERE ordered_at IS NOT NULL)) GROUP BY"
              + " region, s"
        });
  }

  private static String[] both(String sql) {
    return new String[] {sql, sql};
  }

  static Stream<Arguments> cases() {
    long seeds = Long.getLong("sluice.streams.seeds", 8);
    return VIEWS.keySet().stream()
        .flatMap(view -> LongStream.rangeClosed(1, seeds).mapToObj(s -> Arguments.of(view, s)));
  }

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("cases")
  void emitsWhatAPlainQuerySays(String name, long seed) throws Exception {
    List<String> rows = rows(new Random(seed), 60, true);
    String[] sql = VIEWS.get(name);
    try (ViewDriver driver = Views.driver("-- emit: topic out\n" + Views.ORDERS + sql[0])) {
      send(driver, rows);
      assertThat(driver.rejects()).isEmpty();
      assertSame(driver.table(), query(sql[1], rows));
    }
  }

  /** Rows no later than the grace: nothing is rejected, and what was final is right. */
  @ParameterizedTest
  @MethodSource("cases")
  void finalResultsAreRightToo(String name, long seed) throws Exception {
    if (name.equals("groups")) {
      return;
    }
    List<String> rows = rows(new Random(seed), 60, false);
    rows.add("{\"id\": 1, \"region\": \"end\", \"ordered_at\": \"2030-01-01 00:00:00\"}");
    String[] sql = VIEWS.get(name);
    String header = "-- emit: topic out\n-- emit when: final\n-- grace: 30m\n";
    try (ViewDriver driver = Views.driver(header + Views.ORDERS + sql[0])) {
      send(driver, rows);
      assertThat(driver.rejects()).isEmpty();
      assertThat(driver.changes()).hasSameSizeAs(driver.table());
      assertSame(driver.table(), query(sql[1], rows.subList(0, rows.size() - 1)));
    }
  }

  private static void send(ViewDriver driver, List<String> rows) {
    for (String row : rows) {
      driver.send("orders", null, Views.json(row), 0);
    }
  }

  private static List<String> rows(Random random, int count, boolean anyOrder) {
    List<String> rows = new ArrayList<>();
    String[] regions = {"null", "\"north\"", "\"Süd\"", "\"x\"", "\"\""};
    for (int i = 0; i < count; i++) {
      int minute = anyOrder ? random.nextInt(400) : i * 4 - random.nextInt(30) + 60;
      String at =
          anyOrder && random.nextInt(12) == 0
              ? "null"
              : String.format(
                  "\"2026-02-28 %02d:%02d:%02d.%03d\"",
                  18 + minute / 60 % 6, minute % 60, random.nextInt(60), random.nextInt(1000));
      String row =
          "{\"id\": "
              + random.nextInt(20)
              + ", \"region\": "
              + regions[random.nextInt(regions.length)]
              + ", \"amount\": "
              + (random.nextInt(6) == 0 ? "null" : (random.nextInt(20_000) - 10_000) / 100.0)
              + ", \"ordered_at\": "
              + at
              + ", \"price\": "
              + (random.nextInt(6) == 0 ? "null" : random.nextInt(1000) / 8.0)
              + "}";
      rows.add(row);
      if (random.nextInt(5) == 0) {
        rows.add(rows.get(anyOrder ? random.nextInt(rows.size()) : rows.size() - 1));
      }
    }
    return rows;
  }

  private List<Map<String, String>> query(String sql, List<String> rows) throws Exception {
    Path file = Files.write(folder.resolve("rows.json"), rows);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE orders AS SELECT * FROM read_json('"
              + file
              + "', format='newline_delimited', columns={id: 'BIGINT', region: 'VARCHAR',"
              + " amount: 'DECIMAL(10,2)', ordered_at: 'TIMESTAMP', price: 'DOUBLE'})");
      return texts(statement, sql);
    }
  }

  private static List<Map<String, String>> texts(Statement statement, String sql)
      throws SQLException {
    List<Map<String, String>> all = new ArrayList<>();
    try (ResultSet result =
        statement.executeQuery("SELECT COLUMNS(*)::VARCHAR FROM (" + sql + ")")) {
      while (result.next()) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.put(result.getMetaData().getColumnName(i), result.getString(i));
        }
        all.add(row);
      }
    }
    return all;
  }

  private static void assertSame(
      List<Map<String, String>> emitted, List<Map<String, String>> expected) {
    assertThat(rounded(emitted)).containsExactlyInAnyOrderElementsOf(rounded(expected));
  }

  /** Floating numbers to eleven digits: they are added in another order. */
  private static List<Map<String, String>> rounded(List<Map<String, String>> rows) {
    List<Map<String, String>> all = new ArrayList<>();
    for (Map<String, String> row : rows) {
      Map<String, String> copy = new java.util.TreeMap<>(row);
      for (String name : List.of("mean", "dearest", "mean_amount")) {
        if (copy.get(name) != null) {
          copy.put(name, String.format("%.11e", Double.parseDouble(copy.get(name))));
        }
      }
      all.add(copy);
    }
    return all;
  }
}
