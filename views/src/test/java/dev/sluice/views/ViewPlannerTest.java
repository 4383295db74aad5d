// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViewPlannerTest {
  private static final Base ORDERS = new Base("orders", "main.orders", List.of(), List.of());
  private static SqlParser parser;

  @BeforeAll
  static void open() throws SQLException {
    parser = SqlParser.open();
  }

  @AfterAll
  static void close() throws SQLException {
    parser.close();
  }

  private static ViewPlan plan(String sql, Base base) throws ViewRefusal {
    return ViewPlanner.plan(
        parser, new ViewDefinition("v", sql), ViewDialect.DUCKDB, base, "stage");
  }

  /** So that the database need not read what lies before, or after. */
  @Test
  void rowsOfTouchedTimesAreLookedForFromTheFirstToTheLast() throws ViewRefusal {
    String sql =
        "SELECT date_trunc('UNIT', ordered_at) AS d, avg(price) AS p FROM orders GROUP BY 1";
    List<String> hours = plan(sql.replace("UNIT", "hour"), ORDERS).afterBase();
    assertThat(hours.get(hours.size() - 4))
        .startsWith("SET VARIABLE sluice_least_sluice_k0")
        .contains("bound - INTERVAL '1 hour'", "min(sluice_k0)");
    assertThat(hours.get(hours.size() - 3))
        .startsWith("SET VARIABLE sluice_most_sluice_k0")
        .contains("bound + INTERVAL '2 hour'", "max(sluice_k0)");
    assertThat(hours.get(hours.size() - 2))
        .contains("(ordered_at) >= getvariable('sluice_least_sluice_k0')")
        .contains("(ordered_at) <= getvariable('sluice_most_sluice_k0')")
        .contains("(ordered_at) IS NULL");
    assertThat(plan(sql.replace("UNIT", "decade"), ORDERS).afterBase())
        .noneMatch(statement -> statement.contains("sluice_least"));
  }

  @Test
  void whatIsFinalIsNotToldOfAView() {
    ViewDefinition hours =
        new ViewDefinition(
            "hours",
            "SELECT date_trunc('hour', at_time) AS h, count(*) AS n FROM orders GROUP BY 1");
    ViewDefinition days =
        new ViewDefinition(
            "days",
            "-- final: d\nSELECT date_trunc('day', h) AS d, sum(n) AS n FROM hours GROUP BY 1");
    ViewRefusal refusal =
        catchThrowableOfType(
            ViewRefusal.class, () -> ViewGraph.of(parser, List.of(days, hours), List.of(ORDERS)));
    assertThat(refusal).hasMessageContaining("hours is a view");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-- final: n | SELECT date_trunc('day', at_time) AS d, count(*) AS n FROM orders GROUP BY 1",
        "-- final: d | SELECT at_time AS d, count(*) AS n FROM orders GROUP BY 1",
        "-- final: d | SELECT date_trunc('day', at_time) AS d, true AS is_final FROM orders"
      })
  void whatCannotBecomeFinalIsRefused(String header, String select) {
    ViewRefusal refusal =
        catchThrowableOfType(ViewRefusal.class, () -> plan(header + "\n" + select, ORDERS));
    assertThat(refusal.construct()).containsAnyOf("-- final", "is_final");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT country, count(*) AS n FROM orders GROUP BY country",
        "SELECT date_trunc('day', ordered_at) AS d, country, sum(quantity * price) AS s FROM orders"
            + " GROUP BY 1, 2;",
        "SELECT o.country, min(price) AS low, max(price) AS high, count(note) AS n FROM orders o"
            + " WHERE o.quantity > 0 GROUP BY o.country",
        "SELECT upper(country) AS c, sum(quantity) FILTER (WHERE quantity > 0) AS q FROM orders"
            + " GROUP BY upper(country)",
        "SELECT country AS land, sum(quantity) AS q FROM orders GROUP BY land -- the end",
        "SELECT ordered_at::date AS d, CASE WHEN quantity < 0 THEN 'x' ELSE 'ü' END AS k, count(*)"
            + " AS n FROM orders GROUP BY 1, 2"
      })
  void addsUpWhatCanBeAddedUp(String sql) throws ViewRefusal {
    assertThat(plan(sql, ORDERS).mode()).isEqualTo(ViewPlan.Mode.DELTA);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT country, count(DISTINCT customer) AS n FROM orders GROUP BY 1 | cannot be put"
            + " together",
        "SELECT country, avg(price) AS p FROM orders GROUP BY 1 | cannot be put together",
        "SELECT country, sum(price) / count(*) AS p FROM orders GROUP BY 1 | cannot be put"
            + " together",
        "SELECT country, count(*) AS n FROM orders GROUP BY 1 HAVING count(*) > 1 | HAVING",
        "SELECT country, quantile_cont(price, 0.5) AS p FROM orders GROUP BY 1 | cannot be put"
            + " together",
        "SELECT DISTINCT x, count(*) AS n FROM orders GROUP BY 1 | left out",
        "SELECT x, count(*) AS n FROM orders GROUP BY x, y | not shown",
        "SELECT x, count(*) AS n FROM (SELECT x FROM orders) GROUP BY 1 | of a SELECT's rows",
        "SELECT x, row_number() OVER (PARTITION BY x ORDER BY y) AS n FROM orders | no groups"
      })
  void recomputesTheRest(String sql, String reason) throws ViewRefusal {
    ViewPlan plan = plan(sql, ORDERS);
    assertThat(plan.mode()).isEqualTo(ViewPlan.Mode.TOUCHED_GROUPS);
    assertThat(plan.reason()).contains(reason);
  }

  @Test
  void recomputesWhereRowsAreReplaced() throws ViewRefusal {
    Base replaced = new Base("orders", "main.orders", List.of(), List.of("id"));
    assertThat(plan("SELECT country, count(*) AS n FROM orders GROUP BY 1", replaced).mode())
        .isEqualTo(ViewPlan.Mode.TOUCHED_GROUPS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT a.x, count(*) AS n FROM orders a JOIN order ON a.x = b.x GROUP BY 1 | the SQL | 1 |"
            + " 46",
        "SELECT a.x, count(*) AS n FROM orders a JOIN b ON a.x = b.x GROUP BY 1 | table b | 1 | 46",
        "SELECT a.x, count(*) AS n FROM orders a JOIN orders b ON a.x = b.x GROUP BY 1 | table"
            + " orders a second time | 1 | 46",
        "SELECT a.x, count(*) AS n FROM orders a RIGHT JOIN orders b ON a.x = b.x GROUP BY 1 |"
            + " RIGHT JOIN | 1 | 41",
        "SELECT a.x, count(*) AS n FROM orders a FULL JOIN orders b ON a.x = b.x GROUP BY 1 | FULL"
            + " JOIN | 1 | 41",
        "SELECT x, count(*) AS n FROM orders NATURAL JOIN b GROUP BY 1 | NATURAL JOIN | 1 | 37",
        "SELECT x, count(*) AS n FROM orders JOIN (SELECT 1 AS x) b USING (x) GROUP BY 1 | a"
            + " subquery in a join | 1 | 42",
        "SELECT x, count(*) AS n FROM orders, read_csv('a') AS b GROUP BY 1 | read_csv() in FROM |"
            + " 1 | 38",
        "SELECT x, (SELECT 1) AS one, count(*) AS n FROM orders GROUP BY 1 | a subquery | 1 | 11",
        "SELECT x FROM orders WHERE x IN (SELECT 1) | a subquery | 1 | 33",
        "WITH a AS (SELECT 1) SELECT x, count(*) AS n FROM orders GROUP BY 1 | WITH a | 1 | 1",
        "WITH RECURSIVE a AS (SELECT x FROM orders UNION ALL SELECT x FROM a) SELECT x FROM a |"
            + " RECURSIVE CTE | 1 | 1",
        "SELECT x, count(*) AS n FROM orders GROUP BY 1 ORDER BY 1 | ORDER | 1 | 1",
        "SELECT x, count(*) AS n FROM orders GROUP BY 1 LIMIT 3 | LIMIT | 1 | 1",
        "SELECT DISTINCT ON (x) x FROM orders | DISTINCT ON | 1 | 1",
        "SELECT x, count(*) AS n FROM orders GROUP BY 1 UNION SELECT 1, 2 | SET OPERATION | 1 | 1",
        "SELECT x, row_number() OVER () AS n FROM orders GROUP BY 1 | row_number() OVER without"
            + " PARTITION BY | 1 | 11",
        "SELECT x, row_number() OVER (PARTITION BY x) AS n FROM orders | row_number() OVER without"
            + " ORDER BY | 1 | 11",
        "SELECT x, row_number() OVER (PARTITION BY y ORDER BY z) AS n FROM orders | the columns"
            + " shown | 1 | 1",
        "SELECT x, count(*) AS n FROM (SELECT x, row_number() OVER (PARTITION BY y ORDER BY z) AS n"
            + " FROM orders) GROUP BY 1 | GROUP BY | 1 | 114",
        "SELECT x, string_agg(y) AS n FROM orders GROUP BY 1 | string_agg() without ORDER BY | 1 |"
            + " 11",
        "SELECT x, arg_max(y, z) AS n FROM orders GROUP BY 1 | arg_max() | 1 | 11",
        "SELECT x, count(*) AS n FROM orders GROUP BY ALL | GROUP BY ALL | 1 | 1",
        "SELECT x, count(*) AS n FROM orders GROUP BY ROLLUP (x) | GROUPING SETS, ROLLUP or CUBE |"
            + " 1 | 1",
        "SELECT * FROM orders | * | 1 | 8",
        "SELECT x AS y, y FROM orders | column y | 1 | 16",
        "SELECT count(*) AS n FROM orders | an aggregate without GROUP BY | 1 | 1",
        "SELECT x, count(*) FROM orders GROUP BY 1 | count(*) | 1 | 11",
        "SELECT count(*) AS n FROM orders GROUP BY x | group key x | 1 | 43",
        "SELECT x, now() AS t, count(*) AS n FROM orders GROUP BY 1, 2 | now() | 1 | 11",
        "SELECT x, count(*) AS n FROM orders WHERE random() < 1 GROUP BY 1 | random() | 1 | 43",
        "SELECT x, count(*) AS n FROM main.orders GROUP BY 1 | a schema before the table's name | 1"
            + " | 30",
        "SELECT x, count(*) AS n FROM orders GROUP BY 3 | GROUP BY 3 | 1 | 46",
        "SELECT x count(*) AS n FROM orders GROUP BY 1 | the SQL | 1 | 15",
        "SELECT x, y, count(*) AS n FROM orders GROUP BY 1 | y | 1 | 11",
        "SELECT x, count(*) AS n FROM returns GROUP BY 1 | table returns | 1 | 30"
      })
  void refusesByNameAndPlace(String sql, String construct, int line, int column) {
    ViewRefusal refusal = catchThrowableOfType(ViewRefusal.class, () -> plan(sql, ORDERS));
    assertThat(refusal).as(sql).isNotNull();
    assertThat(refusal.construct()).startsWith(construct);
    assertThat(refusal.line()).isEqualTo(line);
    assertThat(refusal.column()).isEqualTo(column);
    assertThat(refusal).hasMessageContaining("view v, line");
  }

  @Test
  void countsLinesAndColumnsInCharacters() {
    ViewRefusal refusal =
        catchThrowableOfType(
            ViewRefusal.class,
            () ->
                plan(
                    "SELECT 'üü' AS u,\n  'ü', count(*) AS n\nFROM orders\nGROUP BY 1, 2", ORDERS));
    assertThat(refusal.line()).isEqualTo(2);
    assertThat(refusal.column()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT contry, count(*) AS n FROM orders GROUP BY 1 | column contry | did you mean"
            + " country?",
        "SELECT country AS land, land AS again FROM orders | column land | read one of id, country",
        "SELECT id FROM orders WHERE cuntry = 'DE' | column cuntry | did you mean country?",
        "SELECT id FROM (SELECT id, country AS land FROM orders) WHERE lond = 'DE' | column lond |"
            + " did you mean land?",
        "SELECT id, max(countri) AS c FROM orders GROUP BY 1 | column countri | did you mean"
            + " country?",
        "SELECT id FROM ordrs | table ordrs | did you mean orders?"
      })
  void namesTheNearestOfWhatIsThere(String sql, String construct, String whatNow) {
    Base known = new Base("orders", "orders", List.of("id", "country"), List.of());
    ViewRefusal refusal = catchThrowableOfType(ViewRefusal.class, () -> plan(sql, known));
    assertThat(refusal.construct()).isEqualTo(construct);
    assertThat(refusal.whatNow()).isEqualTo(whatNow);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT a, b FROM v2 | SELECT x AS a, y AS b FROM v | view v",
        "SELECT v2.x FROM v2 JOIN orders USING (x) | SELECT x FROM orders | table orders"
      })
  void refusesCirclesAndTwoWaysToOneTable(String first, String second, String construct) {
    List<ViewDefinition> views =
        List.of(new ViewDefinition("v", first), new ViewDefinition("v2", second));
    ViewRefusal refusal =
        catchThrowableOfType(ViewRefusal.class, () -> ViewGraph.of(parser, views, List.of(ORDERS)));
    assertThat(refusal.construct()).isEqualTo(construct);
  }

  @Test
  void sharesAViewsLockOnlyWhereTransactionsDoNotMeet() throws ViewRefusal {
    Base visits = new Base("visits", "visits", List.of(), List.of());
    Base customers = new Base("customers", "customers", List.of(), List.of("id"));
    ViewDefinition pairs =
        new ViewDefinition(
            "pairs", "SELECT o.x, count(*) AS n FROM orders o JOIN visits v USING (x) GROUP BY 1");
    ViewDefinition regions =
        new ViewDefinition(
            "regions",
            "SELECT c.x, count(*) AS n FROM orders o JOIN customers c ON c.id = o.id GROUP BY 1");
    ViewGraph graph =
        ViewGraph.of(parser, List.of(pairs, regions), List.of(ORDERS, visits, customers));
    assertThat(ViewPlanner.plan(graph, ViewDialect.POSTGRES, "orders", "stage"))
        .extracting(plan -> plan.mode() + " " + plan.locks().get(0).contains("_shared"))
        .containsExactly("DELTA false", "DELTA true");
    assertThat(ViewPlanner.plan(graph, ViewDialect.POSTGRES, "customers", "stage"))
        .extracting(plan -> plan.mode() + " " + plan.locks().get(0).contains("_shared"))
        .containsExactly("TOUCHED_GROUPS false");
  }
}
