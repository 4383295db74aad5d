// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** DuckDB: one transaction writes at a time, and tables that are updated swell with an index. */
final class DuckDbViewSql implements ViewSql {
  @Override
  public String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  @Override
  public List<String> createTable(String table, String query) {
    return List.of("CREATE TABLE " + table + " AS " + query + " LIMIT 0");
  }

  @Override
  public List<String> index(String table, List<String> columns, boolean unique) {
    return List.of();
  }

  @Override
  public List<String> lock(String view, boolean shared) {
    return List.of();
  }

  @Override
  public List<String> createOwn(String table, String query) {
    return List.of("CREATE OR REPLACE TEMP TABLE " + table + " AS " + query);
  }

  @Override
  public String in(List<String> values, String table, List<String> columns) {
    return "EXISTS (SELECT 1 FROM "
        + table
        + " AS sluice_t WHERE "
        + IntStream.range(0, values.size())
            .mapToObj(i -> "sluice_t." + columns.get(i) + " IS NOT DISTINCT FROM " + values.get(i))
            .collect(Collectors.joining(" AND "))
        + ")";
  }

  @Override
  public List<String> delete(String view, List<String> keys, String table, List<String> columns) {
    List<String> qualified = keys.stream().map(key -> view + "." + key).toList();
    return List.of("DELETE FROM " + view + " WHERE " + in(qualified, table, columns));
  }

  @Override
  public List<String> merge(Merge merge) {
    return List.of(
        "MERGE INTO "
            + merge.view()
            + " AS v USING ("
            + merge.source()
            + ") AS d ON "
            + merge.keys().stream()
                .map(key -> "v." + key + " IS NOT DISTINCT FROM d." + key)
                .collect(Collectors.joining(" AND "))
            + " WHEN MATCHED THEN UPDATE SET "
            + merge.combined().of("v", "d", "")
            + " WHEN NOT MATCHED THEN INSERT ("
            + merge.columns(column -> column)
            + ") VALUES ("
            + merge.columns(column -> "d." + column)
            + ")");
  }

  /**
   * A variable is a constant to the planner, so that row groups out of bounds are not read at all.
   * Where no later time can be written, nothing is after the last.
   */
  @Override
  public Optional<Within> within(
      String value, String table, String column, String below, String above) {
    String least = "sluice_least_" + column;
    String most = "sluice_most_" + column;
    String known = "getvariable('" + most + "')";
    return Optional.of(
        new Within(
            List.of(
                set(least, "bound" + below, "min", column, table),
                set(most, "TRY(bound" + above + ")", "max", column, table)),
            "("
                + value
                + " >= getvariable('"
                + least
                + "') OR "
                + value
                + " IS NULL) AND ("
                + value
                + " <= "
                + known
                + " OR "
                + known
                + " IS NULL OR "
                + value
                + " IS NULL)"));
  }

  private static String set(
      String variable, String value, String aggregate, String column, String table) {
    return "SET VARIABLE "
        + variable
        + " = (SELECT "
        + value
        + " FROM (SELECT "
        + aggregate
        + "("
        + column
        + ") AS bound FROM "
        + table
        + "))";
  }

  @Override
  public Optional<String> rowName() {
    return Optional.of("rowid");
  }
}
