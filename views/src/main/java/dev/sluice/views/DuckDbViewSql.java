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

  /** A variable is a constant to the planner, so that row groups before it are not read at all. */
  @Override
  public Optional<Least> least(String table, String column, String margin) {
    String variable = "sluice_least_" + column;
    return Optional.of(
        new Least(
            List.of(
                "SET VARIABLE "
                    + variable
                    + " = (SELECT min("
                    + column
                    + ")"
                    + margin
                    + " FROM "
                    + table
                    + ")"),
            "getvariable('" + variable + "')"));
  }

  @Override
  public Optional<String> rowName() {
    return Optional.of("rowid");
  }
}
