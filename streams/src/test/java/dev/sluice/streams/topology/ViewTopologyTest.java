// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.streams.expression.SqlType;
import dev.sluice.streams.trial.EmittedRow;
import dev.sluice.streams.trial.ViewDriver;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Topologies driven by hand, record by record; time is what the rows say. */
class ViewTopologyTest {
  private static final String HOURLY =
      "SELECT date_trunc('hour', ordered_at) AS hour, region, count(*) AS orders, sum(amount) AS"
          + " revenue FROM orders GROUP BY 1, 2";

  private static String order(int id, String region, String amount, String at) {
    return "{'id': "
        + id
        + ", 'region': "
        + (region == null ? "null" : "'" + region + "'")
        + ", 'amount': "
        + amount
        + ", 'ordered_at': '"
        + at
        + "'}";
  }

  private static void send(ViewDriver driver, String... orders) {
    for (String order : orders) {
      driver.send("orders", null, Views.json(order), 1_000);
    }
  }

  private static Map<String, String> row(String... namesAndValues) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return row;
  }

  @ParameterizedTest
  @EnumSource(ViewTopology.StateKind.class)
  void addsUpWhatComesWheneverItComes(ViewTopology.StateKind state) throws Exception {
    StreamPlan plan = Views.plan("-- emit: topic sales\n" + Views.ORDERS + HOURLY);
    try (ViewDriver driver = new ViewDriver(plan, state)) {
      send(
          driver,
          order(1, "north", "10.50", "2026-01-01 10:05:00"),
          order(2, "north", "1.25", "2026-01-01 12:00:00"),
          order(3, null, "3.00", "2026-01-01 10:59:59.999999"),
          order(4, "north", "-0.50", "2026-01-01 10:00:00"));
      assertThat(driver.table())
          .containsExactlyInAnyOrder(
              row(
                  "hour",
                  "2026-01-01 10:00:00",
                  "region",
                  "north",
                  "orders",
                  "2",
                  "revenue",
                  "10.00"),
              row(
                  "hour",
                  "2026-01-01 12:00:00",
                  "region",
                  "north",
                  "orders",
                  "1",
                  "revenue",
                  "1.25"),
              row("hour", "2026-01-01 10:00:00", "region", null, "orders", "1", "revenue", "3.00"));
      assertThat(driver.changes()).hasSize(4);
      assertThat(driver.rejects()).isEmpty();
    }
  }

  @Test
  void rejectsWhatCannotBeReadOrWorkedOutWithItsPlace() throws Exception {
    String sql =
        "-- emit: topic sales\n"
            + Views.ORDERS
            + "SELECT region, sum(amount / id) AS s, max(CAST(amount AS DECIMAL(3,2))) AS m FROM"
            + " orders GROUP BY region";
    try (ViewDriver driver = Views.driver(sql)) {
      send(driver, "{broken", order(1, "north", "10.50", "x"), order(2, "north", "5.00", "x"));
      driver.send("orders", null, null, 0);
      assertThat(driver.table()).containsExactly(row("region", "north", "s", "2.5", "m", "5.00"));
      assertThat(driver.rejects()).hasSize(3);
      assertThat(driver.rejects().get(0)).contains("orders-0-0 rejected at decode");
      assertThat(driver.rejects().get(1))
          .contains("orders-0-1")
          .contains("does not fit DECIMAL(3,2)");
      assertThat(driver.rejects().get(2)).contains("orders-0-3").contains("tombstone");
    }
  }

  @Test
  void aWindowClosesAfterItsGraceAndLateRowsAreTold() throws Exception {
    try (ViewDriver driver =
        Views.driver("-- emit: topic sales\n-- grace: 10m\n" + Views.ORDERS + HOURLY)) {
      send(
          driver,
          order(1, "north", "1", "2026-01-01 10:05:00"),
          order(2, "north", "1", "2026-01-01 11:09:59"),
          order(3, "north", "1", "2026-01-01 10:06:00"),
          order(4, "north", "1", "2026-01-01 11:10:00"),
          order(5, "north", "1", "2026-01-01 10:07:00"));
      assertThat(driver.rejects()).hasSize(1);
      assertThat(driver.rejects().get(0)).contains("orders-0-4").contains("late").contains("north");
      assertThat(driver.table())
          .extracting(row -> row.get("orders"))
          .containsExactlyInAnyOrder("2", "2");
    }
  }

  @Test
  void finalResultsComeOnceWhenTheWindowHasClosed() throws Exception {
    try (ViewDriver driver =
        Views.driver(
            "-- emit: topic sales\n-- emit when: final\n-- grace: 0s\n" + Views.ORDERS + HOURLY)) {
      send(
          driver,
          order(1, "north", "1", "2026-01-01 10:05:00"),
          order(2, "south", "1", "2026-01-01 10:06:00"),
          order(3, "north", "2", "2026-01-01 10:59:59"));
      assertThat(driver.changes()).isEmpty();
      send(driver, order(4, "north", "1", "2026-01-01 11:00:00"));
      assertThat(driver.changes()).hasSize(2);
      send(driver, order(5, "north", "1", "2026-01-01 13:00:00"));
      assertThat(driver.changes()).hasSize(3);
      assertThat(driver.table())
          .contains(
              row(
                  "hour",
                  "2026-01-01 10:00:00",
                  "region",
                  "north",
                  "orders",
                  "2",
                  "revenue",
                  "3.00"));
    }
  }

  @Test
  void hoppingWindowsOverlap() throws Exception {
    try (ViewDriver driver =
        Views.driver(
            "-- emit: topic sales\n"
                + Views.ORDERS
                + "SELECT hop(ordered_at, INTERVAL '1 hour', INTERVAL '20 minutes') AS begin,"
                + " count(*) AS n FROM orders GROUP BY 1")) {
      send(
          driver,
          order(1, "a", "1", "2026-01-01 10:00:00"),
          order(2, "a", "1", "2026-01-01 10:20:00"));
      assertThat(driver.table())
          .containsExactlyInAnyOrder(
              row("begin", "2026-01-01 09:20:00", "n", "1"),
              row("begin", "2026-01-01 09:40:00", "n", "2"),
              row("begin", "2026-01-01 10:00:00", "n", "2"),
              row("begin", "2026-01-01 10:20:00", "n", "1"));
    }
  }

  private static final String SESSIONS =
      "SELECT region, session(ordered_at, INTERVAL '10 minutes') AS begin, count(*) AS n,"
          + " min(amount) AS least FROM orders GROUP BY 1, 2";

  @Test
  void sessionsGrowAndMergeAndTheMergedOneDisappears() throws Exception {
    try (ViewDriver driver = Views.driver("-- emit: topic sales\n" + Views.ORDERS + SESSIONS)) {
      send(
          driver,
          order(1, "a", "3", "2026-01-01 10:00:00"),
          order(2, "a", "2", "2026-01-01 10:20:00"),
          order(3, "b", "9", "2026-01-01 10:10:00"));
      assertThat(driver.table()).hasSize(3);
      send(driver, order(4, "a", "5", "2026-01-01 10:10:00"));
      assertThat(driver.table())
          .containsExactlyInAnyOrder(
              row("region", "a", "begin", "2026-01-01 10:00:00", "n", "3", "least", "2.00"),
              row("region", "b", "begin", "2026-01-01 10:10:00", "n", "1", "least", "9.00"));
      assertThat(driver.changes())
          .contains(new EmittedRow(row("region", "a", "begin", "2026-01-01 10:20:00"), Map.of()));
    }
  }

  @Test
  void closedSessionsAreFinal() throws Exception {
    try (ViewDriver driver =
        Views.driver(
            "-- emit: topic sales\n-- emit when: final\n-- grace: 5m\n"
                + Views.ORDERS
                + SESSIONS)) {
      send(
          driver,
          order(1, "a", "3", "2026-01-01 10:00:00"),
          order(2, "a", "2", "2026-01-01 10:10:00"),
          order(3, "a", "2", "2026-01-01 10:25:00"));
      assertThat(driver.changes()).isEmpty();
      send(driver, order(4, "b", "2", "2026-01-01 10:25:00.000001"));
      assertThat(driver.table())
          .containsExactly(
              row("region", "a", "begin", "2026-01-01 10:00:00", "n", "2", "least", "2.00"));
      send(driver, order(5, "a", "2", "2026-01-01 10:20:00"));
      assertThat(driver.rejects()).hasSize(1);
    }
  }

  @Test
  void aViewWithoutGroupsKeepsTheRecordsKey() throws Exception {
    try (ViewDriver driver =
        Views.driver(
            "-- emit: topic big\n"
                + Views.ORDERS
                + "SELECT id, upper(region) AS region, amount * 2 AS twice FROM orders WHERE amount"
                + " > 5")) {
      send(driver, order(1, "north", "10.50", "x"), order(2, "south", "1", "x"));
      assertThat(driver.table())
          .containsExactly(row("id", "1", "region", "NORTH", "twice", "21.00"));
    }
  }

  @Test
  void looksRowsUpInATable() throws Exception {
    Map<String, SqlType> table = new LinkedHashMap<>();
    table.put("code", SqlType.VARCHAR);
    table.put("name", SqlType.VARCHAR);
    StreamPlan plan =
        Views.plan(
            "-- emit: topic named\n"
                + Views.ORDERS
                + "SELECT c.name AS country, count(*) AS n FROM orders o LEFT JOIN countries c ON"
                + " o.region = c.code GROUP BY 1",
            table);
    try (ViewDriver driver = new ViewDriver(plan, ViewTopology.StateKind.MEMORY)) {
      driver.send("countries", new byte[] {1}, Views.json("{'code': 'at', 'name': 'Austria'}"), 0);
      send(driver, order(1, "at", "1", "x"), order(2, "fr", "1", "x"));
      driver.send("countries", new byte[] {1}, null, 0);
      send(driver, order(3, "at", "1", "x"));
      assertThat(driver.table())
          .containsExactlyInAnyOrder(
              row("country", "Austria", "n", "1"), row("country", null, "n", "2"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT reion, count(*) AS n FROM orders GROUP BY 1|column reion|line 3, column 8|region",
        "SELECT region, count(DISTINCT id) AS n FROM orders GROUP BY 1|DISTINCT|line 3, column"
            + " 16|leave",
        "SELECT region, median(id) AS n FROM orders GROUP BY 1|median(id)|line 3, column 16|query"
            + " over the topic",
        "SELECT region, sum(lenght(region)) AS n FROM orders GROUP BY 1|lenght|line 3, column"
            + " 20|length",
        "SELECT region, sum(id) AS n FROM orders WHERE ordered_at > now() GROUP BY 1|now()|line 3,"
            + " column 60|in the rows",
        "SELECT region, count(*) AS n FROM orders WHERE region = 5 GROUP BY 1|VARCHAR|line 3,"
            + " column 48|CAST",
        "SELECT region, count(*) AS n FROM orders GROUP BY 1 HAVING count(*) > 1|HAVING|line"
            + " 3|leave",
        "SELECT count(*) AS n FROM orders|GROUP BY|line 3, column 8|key",
        "SELECT region, count(*) AS n FROM (SELECT 1) GROUP BY 1|SUBQUERY|line 3|leave",
        "SELECT session(ordered_at, INTERVAL '1 month') AS s, count(*) AS n FROM orders GROUP BY"
            + " 1|1 month|line 3|months differ",
        "SELECT region FROM orders ORDER BY 1|ORDER|line 1|leave"
      })
  void refusesByNameWithPlaceAndAdvice(String sql, String what, String place, String advice) {
    assertThatThrownBy(() -> Views.plan("-- emit: topic t\n" + Views.ORDERS + sql))
        .hasMessageContaining(what)
        .hasMessageContaining(place)
        .hasMessageContaining(advice);
  }

  @Test
  void refusesFinalResultsWithoutAWindowOrGrace() {
    assertThatThrownBy(
            () ->
                Views.plan(
                    "-- emit: topic t\n-- grace: 1m\n"
                        + Views.ORDERS
                        + "SELECT region, count(*) AS n FROM orders GROUP BY 1"))
        .hasMessageContaining("needs a window that closes");
    assertThatThrownBy(
            () -> Views.plan("-- emit: topic t\n-- emit when: final\n" + Views.ORDERS + HOURLY))
        .hasMessageContaining("how long to wait");
  }

  /** Where a row may be refused, it arrives by itself: its dead letter is its own. */
  @Test
  void rowsArePutTogetherWhereNoneCanBeRefused() throws Exception {
    String head = "-- emit: topic sales\n";
    String together = "adds up between two commits";
    assertThat(words(head + Views.ORDERS + HOURLY)).contains(together);
    assertThat(words(head + "-- grace: 1h\n" + Views.ORDERS + HOURLY)).contains(together);
    assertThat(words(head + Views.ORDERS + SESSIONS)).doesNotContain(together);
    String huge = HOURLY.replace("sum(amount)", "sum(amount::DECIMAL(38,2))");
    assertThat(words(head + Views.ORDERS + huge)).doesNotContain(together);
  }

  private static String words(String sql) throws Exception {
    return String.join("; ", PlanWords.of(Views.plan(sql)));
  }
}
