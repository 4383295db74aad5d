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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT country, count(*) AS n FROM orders GROUP BY country",
        "SELECT date_trunc('day', ordered_at) AS d, country, sum(quantity * price) AS s FROM orders GROUP BY 1, 2;",
        "SELECT o.country, min(price) AS low, max(price) AS high, count(note) AS n FROM orders o WHERE o.quantity > 0 GROUP BY o.country",
        "SELECT upper(country) AS c, sum(quantity) FILTER (WHERE quantity > 0) AS q FROM orders GROUP BY upper(country)",
        "SELECT country AS land, sum(quantity) AS q FROM orders GROUP BY land -- the end",
        "SELECT ordered_at::date AS d, CASE WHEN quantity < 0 THEN 'x' ELSE 'ü' END AS k, count(*) AS n FROM orders GROUP BY 1, 2"
      })
  void addsUpWhatCanBeAddedUp(String sql) throws ViewRefusal {
    assertThat(plan(sql, ORDERS).mode()).isEqualTo(ViewPlan.Mode.DELTA);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT country, count(DISTINCT customer) AS n FROM orders GROUP BY 1 | cannot be put together",
        "SELECT country, avg(price) AS p FROM orders GROUP BY 1 | cannot be put together",
        "SELECT country, sum(price) / count(*) AS p FROM orders GROUP BY 1 | cannot be put together",
        "SELECT country, count(*) AS n FROM orders GROUP BY 1 HAVING count(*) > 1 | HAVING",
        "SELECT country, quantile_cont(price, 0.5) AS p FROM orders GROUP BY 1 | cannot be put together"
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
        "SELECT a.x, count(*) AS n FROM orders a JOIN b ON a.x = b.x GROUP BY 1 | JOIN | 1 | 41",
        "SELECT x, count(*) AS n FROM orders, b GROUP BY 1 | JOIN | 1 | 25",
        "SELECT x, count(*) AS n FROM (SELECT * FROM orders) GROUP BY 1 | a subquery in FROM | 1 | 30",
        "SELECT x, (SELECT 1) AS one, count(*) AS n FROM orders GROUP BY 1 | a subquery | 1 | 11",
        "WITH a AS (SELECT 1) SELECT x, count(*) AS n FROM orders GROUP BY 1 | WITH | 1 | 1",
        "SELECT x, count(*) AS n FROM orders GROUP BY 1 ORDER BY 1 | ORDER | 1 | 1",
        "SELECT x, count(*) AS n FROM orders GROUP BY 1 LIMIT 3 | LIMIT | 1 | 1",
        "SELECT DISTINCT x, count(*) AS n FROM orders GROUP BY 1 | DISTINCT | 1 | 1",
        "SELECT x, count(*) AS n FROM orders GROUP BY 1 UNION SELECT 1, 2 | SET OPERATION | 1 | 1",
        "SELECT x, row_number() OVER () AS n FROM orders GROUP BY 1 | a window function | 1 | 11",
        "SELECT x, count(*) AS n FROM orders GROUP BY ALL | GROUP BY ALL | 1 | 1",
        "SELECT x, count(*) AS n FROM orders GROUP BY ROLLUP (x) | GROUPING SETS, ROLLUP or CUBE | 1 | 1",
        "SELECT x FROM orders | a SELECT without GROUP BY | 1 | 1",
        "SELECT count(*) AS n FROM orders | a SELECT without GROUP BY | 1 | 1",
        "SELECT x, count(*) FROM orders GROUP BY 1 | count(*) | 1 | 11",
        "SELECT count(*) AS n FROM orders GROUP BY x | group key x | 1 | 43",
        "SELECT x, now() AS t, count(*) AS n FROM orders GROUP BY 1, 2 | now() | 1 | 11",
        "SELECT x, count(*) AS n FROM orders WHERE random() < 1 GROUP BY 1 | random() | 1 | 43",
        "SELECT x, count(*) AS n FROM main.orders GROUP BY 1 | a schema before the table's name | 1 | 30",
        "SELECT x, count(*) AS n FROM orders GROUP BY 3 | GROUP BY 3 | 1 | 46",
        "SELECT x count(*) AS n FROM orders GROUP BY 1 | the SQL | 1 | 15",
        "SELECT x, y, count(*) AS n FROM orders GROUP BY 1 | y | 1 | 11",
        "SELECT x, count(*) AS n FROM returns GROUP BY 1 | table returns | 1 | 1"
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
}
