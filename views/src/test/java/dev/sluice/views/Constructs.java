// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Views that have, together, every construct that is kept. */
final class Constructs {
  private Constructs() {}

  static List<ViewDefinition> of(ViewDialect dialect) {
    List<ViewDefinition> views = new ArrayList<>(common());
    switch (dialect) {
      case DUCKDB -> views.addAll(duckDb());
      case POSTGRES -> views.addAll(postgres());
      case MARIADB, MYSQL -> throw new IllegalArgumentException("has views of its own");
    }
    return views;
  }

  private static final Set<String> WORDS_OF_ALL =
      Set.of(
          "everything",
          "hidden_key",
          "order_lines",
          "keyed_lines",
          "kinds",
          "by_region",
          "by_region_left",
          "weighted",
          "joined_lines",
          "customer_orders",
          "per_country",
          "levels",
          "line_counts",
          "counted_categories",
          "line_lines",
          "latest",
          "shares");

  /** Those written in words that all databases have. */
  static List<ViewDefinition> portable() {
    return common().stream().filter(view -> WORDS_OF_ALL.contains(view.name())).toList();
  }

  private static ViewDefinition view(String name, String sql) {
    return new ViewDefinition(name, sql);
  }

  private static List<ViewDefinition> common() {
    return List.of(
        view(
            "added",
            "SELECT country, date_trunc('hour', at_time) AS h, count(*) AS n, count(price) AS p,"
                + " sum(quantity * price) AS revenue, min(price) AS low, max(at_time) AS last,"
                + " count(*) FILTER (WHERE quantity > 2) AS large"
                + " FROM orders WHERE quantity <> 3 GROUP BY 1, 2"),
        view(
            "everything",
            "SELECT 'all' AS scope, count(*) AS n, sum(quantity) AS q FROM orders GROUP BY 1"),
        view(
            "distinct_categories",
            "SELECT country, count(DISTINCT category) AS n, avg(quantity) AS mean,"
                + " string_agg(category, ',' ORDER BY category) AS c,"
                + " round(CAST(stddev(quantity) AS DECIMAL(20, 6)), 4) AS s"
                + " FROM orders AS o GROUP BY o.country"),
        view(
            "counted_categories",
            "SELECT country, count(*) AS n, count(DISTINCT category) AS kinds FROM orders GROUP BY 1"),
        view(
            "rounded",
            "SELECT date_trunc('hour', at_time) AS h, count(DISTINCT category) AS n FROM orders"
                + " GROUP BY 1"),
        view(
            "rounded_intervals",
            "SELECT date_trunc('hour', at_time - TIMESTAMP '2026-01-01 05:45:00') AS since, count(DISTINCT"
                + " category) AS n FROM orders GROUP BY 1"),
        view(
            "hidden_key",
            "SELECT country, sum(quantity) AS q FROM orders GROUP BY country, category"),
        view(
            "only_large",
            "SELECT upper(category) AS c, at_time::date AS d, sum(quantity) AS q FROM orders"
                + " GROUP BY upper(category), 2 HAVING sum(quantity) > 4 -- comment"),
        view(
            "order_lines",
            "SELECT o.country AS land, quantity * 2 AS twice FROM orders o WHERE quantity > 0"),
        view("keyed_lines", "SELECT id, upper(country) AS land, price FROM orders"),
        view("kinds", "SELECT DISTINCT country, category FROM orders WHERE price > 1"),
        view(
            "by_region",
            "SELECT c.region, sum(o.quantity) AS q, count(*) AS n FROM orders o"
                + " JOIN customers c ON c.id = o.customer GROUP BY c.region"),
        view(
            "by_region_left",
            "SELECT c.region, o.country, sum(o.quantity) AS q, max(level) AS top FROM orders o"
                + " LEFT JOIN customers c ON c.id = o.customer WHERE o.quantity > 0 GROUP BY 1, 2"),
        view(
            "weighted",
            "SELECT o.country, sum(o.quantity * c.level) AS q FROM orders o"
                + " LEFT JOIN customers c ON c.id = o.customer GROUP BY o.country"),
        view(
            "joined_lines",
            "SELECT o.id, o.quantity, c.region FROM orders o"
                + " LEFT JOIN customers c ON c.id = o.customer AND c.level > 0"),
        view(
            "customer_orders",
            "SELECT c.id, c.region, count(o.id) AS n FROM customers c"
                + " LEFT JOIN orders o ON o.customer = c.id GROUP BY c.id, c.region"),
        view(
            "per_country",
            "SELECT country, sum(revenue) AS r, count(*) AS hours FROM added GROUP BY 1"),
        view("line_counts", "SELECT land, count(*) AS n FROM order_lines GROUP BY land"),
        view("levels", "SELECT region AS r, min(level) AS l FROM customers GROUP BY region"),
        view(
            "hours_of_levels",
            "SELECT l.l, p.country, sum(p.hours) AS h FROM per_country p JOIN levels l"
                + " ON length(p.country) < 3 + l.l GROUP BY l.l, p.country"),
        view("line_lines", "SELECT land, twice + 1 AS more FROM order_lines WHERE twice > 4"),
        view(
            "latest",
            "SELECT country, id, quantity FROM (SELECT country, id, quantity, row_number() OVER"
                + " (PARTITION BY country ORDER BY at_time DESC, id, quantity, customer, category,"
                + " price) AS place FROM orders) AS r WHERE place = 1"),
        view(
            "sessions",
            "WITH marked AS (SELECT customer, at_time, quantity, CASE WHEN at_time - lag(at_time)"
                + " OVER (PARTITION BY customer ORDER BY at_time) <= INTERVAL '30 minutes' THEN 0"
                + " ELSE 1 END AS starts FROM orders),"
                + " numbered AS (SELECT customer, at_time, quantity, sum(starts) OVER"
                + " (PARTITION BY customer ORDER BY at_time) AS session FROM marked)"
                + " SELECT customer, min(at_time) AS began, max(at_time) AS ended,"
                + " count(*) AS n, sum(quantity) AS q FROM numbered GROUP BY customer, session"),
        view(
            "hopping",
            "SELECT date_trunc('hour', at_time) - hop * INTERVAL '1 hour' AS w, country,"
                + " count(*) AS n FROM orders CROSS JOIN generate_series(0, 2) AS s(hop)"
                + " GROUP BY 1, 2"),
        view(
            "values_join",
            "SELECT label, sum(quantity) AS q FROM orders JOIN (VALUES ('a', 'first'),"
                + " ('b', 'second')) AS v(code, label) ON code = category GROUP BY label"),
        view(
            "shares",
            "SELECT country, category, sum(quantity) AS q, sum(sum(quantity)) OVER"
                + " (PARTITION BY country) AS total FROM orders GROUP BY country, category"));
  }

  private static List<ViewDefinition> duckDb() {
    return List.of(
        view(
            "medians",
            "SELECT country, median(quantity) AS m, quantile_cont(quantity, 0.9) AS p,"
                + " percentile_cont(0.25) WITHIN GROUP (ORDER BY quantity) AS l"
                + " FROM orders GROUP BY country"),
        view(
            "hops",
            "SELECT w, count(*) AS n FROM (SELECT unnest(generate_series(date_trunc('hour',"
                + " at_time) - INTERVAL 2 HOUR, date_trunc('hour', at_time), INTERVAL 1 HOUR)) AS w"
                + " FROM orders) GROUP BY w"),
        view(
            "first_of_each",
            "SELECT country, id, at_time FROM orders QUALIFY row_number() OVER (PARTITION BY"
                + " country ORDER BY at_time, id, customer, category, quantity, price) = 1"));
  }

  private static List<ViewDefinition> postgres() {
    return List.of(
        view(
            "medians",
            "SELECT country, percentile_cont(0.5) WITHIN GROUP (ORDER BY quantity) AS m"
                + " FROM orders GROUP BY country"),
        view(
            "hops",
            "SELECT w, count(*) AS n FROM (SELECT generate_series(date_trunc('hour', at_time)"
                + " - INTERVAL '2 hours', date_trunc('hour', at_time), INTERVAL '1 hour') AS w"
                + " FROM orders) AS e GROUP BY w"),
        view(
            "listed",
            "SELECT country, jsonb_agg(quantity ORDER BY quantity) AS q FROM orders"
                + " GROUP BY country"));
  }
}
