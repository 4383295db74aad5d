// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Queries for the rows of a batch, what they add to a view, and the keys of it that they touch. */
final class ChangedRows {
  /** The column of {@link #countedKeys} that says how many rows of the batch have a key. */
  static final String COUNT = "sluice_rows";

  private static final String CHANGED = "sluice_changed";

  private final ViewSql sql;
  private final Analysis view;
  private final Relation through;
  private final Change change;
  private final ViewTable table;
  private final List<Item> keys;

  /**
   * @param through what of the view's FROM changes
   */
  ChangedRows(ViewGraph graph, ViewSql sql, Analysis view, Relation through, Change change) {
    this.sql = sql;
    this.view = view;
    this.through = through;
    this.change = change;
    this.table = new ViewTable(graph, sql, view);
    this.keys = graph.keys(view);
  }

  static String alias(Relation relation) {
    return FromReader.quote(relation.alias());
  }

  private String staged() {
    List<String> columns = change.source().columns();
    String list =
        columns.isEmpty()
            ? "*"
            : columns.stream().map(sql::quote).collect(Collectors.joining(", "));
    return "SELECT " + list + marker() + " FROM " + change.rows();
  }

  private String marker() {
    return through.optional() ? ", TRUE AS " + CHANGED : "";
  }

  /** What the new rows add to the view. */
  String added() {
    return table.query(through.table(), staged());
  }

  /** The changed rows: the new ones, or those of a changed key as they are at that time. */
  private String changed() {
    if (change.appends()) {
      return staged();
    }
    List<String> key = change.source().key().stream().map(k -> "sluice_x." + sql.quote(k)).toList();
    return "SELECT sluice_x.*"
        + marker()
        + " FROM "
        + change.source().sql()
        + " AS sluice_x WHERE "
        + sql.in(key, change.rows(), change.names());
  }

  /** Keys of the changed rows, as {@link #keyNames}. */
  String keys() {
    String matched = through.optional() ? alias(through) + "." + CHANGED : "";
    return over(changed(), distinctKeys(matched));
  }

  /** Keys of the rows that have no match now. */
  String keysWithoutMatch() {
    return over(
        "SELECT sluice_x.*" + marker() + " FROM " + change.source().sql() + " AS sluice_x",
        distinctKeys(alias(through) + "." + CHANGED + " IS NULL"));
  }

  /** The keys of the rows that come, and how many rows each has. */
  String countedKeys() {
    String columns =
        IntStream.rangeClosed(1, keys.size())
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(", "));
    return over(
        changed(),
        "SELECT " + keyTexts() + ", count(*) AS " + COUNT + fromWhere() + " GROUP BY " + columns);
  }

  /** Keys of all rows that there are. */
  String keysOfAll() {
    return distinctKeys("");
  }

  /**
   * A query of the view's FROM, with some rows in the place of all that the changing table has.
   *
   * @param rows a query
   */
  private String over(String rows, String query) {
    String substitute = sql.quote(change.source().name()) + " AS (" + rows + ")";
    return "SELECT * FROM (" + table.with(List.of(substitute), query) + ") AS sluice_keys";
  }

  private String distinctKeys(String more) {
    return "SELECT DISTINCT " + keyTexts() + fromWhere(more);
  }

  /** What keys are called beside the view, in the order of its keys. */
  List<String> keyNames() {
    return IntStream.range(0, keys.size()).mapToObj(i -> "sluice_k" + i).toList();
  }

  /** The keys as expressions over a row of the FROM, named. */
  String keyTexts() {
    return IntStream.range(0, keys.size())
        .mapToObj(i -> "(" + keys.get(i).origin().orElseThrow().text() + ") AS sluice_k" + i)
        .collect(Collectors.joining(", "));
  }

  /** The view's FROM and WHERE. */
  String fromWhere() {
    return fromWhere("");
  }

  private String fromWhere(String more) {
    List<String> conditions = new ArrayList<>();
    view.where().ifPresent(where -> conditions.add("(" + where + ")"));
    if (!more.isEmpty()) {
      conditions.add(more);
    }
    return " FROM "
        + view.from().sql()
        + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions));
  }
}
