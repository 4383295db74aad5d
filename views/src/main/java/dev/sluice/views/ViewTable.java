// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The table that holds a view, and the user's SELECT, which is never rewritten: a WITH of a table's
 * name makes it read other rows in the table's place.
 */
final class ViewTable implements Making {
  private final ViewGraph graph;
  private final ViewSql sql;
  private final Analysis view;

  ViewTable(ViewGraph graph, ViewSql sql, Analysis view) {
    this.graph = graph;
    this.sql = sql;
    this.view = view;
  }

  String name() {
    return sql.quote(view.view().name());
  }

  /** Its columns by name, separated by commas. */
  String columns() {
    return view.columns().stream().map(sql::quote).collect(Collectors.joining(", "));
  }

  List<String> keys() {
    return graph.keys(view).stream().map(key -> sql.quote(key.name())).toList();
  }

  /** The user's SELECT over the tables as they are. */
  String query() {
    return with(List.of(), "SELECT * FROM " + select());
  }

  /** The user's SELECT with other rows in the place of a table's. */
  String query(String table, String rows) {
    return with(List.of(sql.quote(table) + " AS (" + rows + ")"), "SELECT * FROM " + select());
  }

  /** The line break ends a comment that the SELECT may end in. */
  private String select() {
    return "(" + view.view().select() + "\n) AS sluice_view";
  }

  /**
   * A query that reads the view's tables by their bare names.
   *
   * @param substitutes {@code name AS (rows)}
   */
  String with(List<String> substitutes, String query) {
    List<String> all = new ArrayList<>();
    for (Relation relation : view.from().relations()) {
      Base base = graph.table(relation.table());
      String bare = sql.quote(base.name());
      boolean substituted = substitutes.stream().anyMatch(s -> s.startsWith(bare + " AS ("));
      if (!base.sql().equals(bare) && !base.sql().equals(base.name()) && !substituted) {
        all.add(bare + " AS (SELECT * FROM " + base.sql() + ")");
      }
    }
    all.addAll(substitutes);
    return all.isEmpty() ? query : "WITH " + String.join(", ", all) + " " + query;
  }

  @Override
  public List<String> ddl(String table) {
    List<String> ddl = new ArrayList<>();
    ddl.addAll(sql.createTable(sql.quote(table), query()));
    if (view.ending().isPresent()) {
      ddl.add(
          "ALTER TABLE "
              + sql.quote(table)
              + " ADD COLUMN "
              + Finality.COLUMN
              + " BOOLEAN DEFAULT FALSE");
    }
    if (!graph.isAppendOnly(view)) {
      ddl.addAll(sql.index(sql.quote(table), keys(), view.additive()));
    }
    ddl.addAll(timeIndexes());
    return ddl;
  }

  /** Where groups are computed anew, rows of their times are looked for in the first table. */
  private List<String> timeIndexes() {
    Base base = graph.table(view.from().relations().get(0).table());
    List<Item> keys = graph.keys(view);
    boolean lookedFor =
        (!view.additive() || !base.key().isEmpty())
            && keys.stream().allMatch(key -> key.origin().filter(Origin::ofBase).isPresent());
    List<String> indexes = new ArrayList<>();
    for (Item key : lookedFor ? keys : List.<Item>of()) {
      Optional<RoundedDown> rounded = key.origin().orElseThrow().rounded();
      if (rounded.filter(RoundedDown::ofColumn).isPresent()) {
        indexes.addAll(sql.timeIndex(base.sql(), named(base, rounded.get().column())));
      }
    }
    return indexes;
  }

  /** A column as the table spells it. */
  private static String named(Base base, String column) {
    return base.columns().stream().filter(column::equalsIgnoreCase).findFirst().orElse(column);
  }

  @Override
  public List<String> fill(String table) {
    return List.of("INSERT INTO " + sql.quote(table) + " (" + columns() + ") " + query());
  }

  /** What the view's line {@code -- final} asks for. */
  Optional<Finality> finality() {
    Relation first = view.from().relations().get(0);
    return view.ending()
        .map(
            key -> {
              Origin origin = key.origin().orElseThrow();
              String time = origin.rounded().orElseThrow().column();
              return new Finality(
                  first.table(),
                  time,
                  watermark ->
                      "UPDATE "
                          + name()
                          + " SET "
                          + Finality.COLUMN
                          + " = TRUE WHERE NOT "
                          + Finality.COLUMN
                          + " AND "
                          + sql.quote(key.name())
                          + " < (SELECT "
                          + origin.text()
                          + " FROM (SELECT "
                          + watermark
                          + " AS "
                          + FromReader.quote(time)
                          + ") AS "
                          + FromReader.quote(first.alias())
                          + ")");
            });
  }

  String difference() {
    String table = "SELECT " + columns() + " FROM " + name();
    String plain = "SELECT * FROM (" + query() + ") AS sluice_plain";
    return "SELECT count(*) FROM (("
        + table
        + " EXCEPT ALL "
        + plain
        + ") UNION ALL ("
        + plain
        + " EXCEPT ALL "
        + table
        + ")) AS sluice_differences";
  }
}
