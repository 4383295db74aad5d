// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A view in two layers: a table holds what a batch has computed of the rows up to a boundary, the
 * view's SELECT over the rows behind it is the speed layer, and what is served puts both together.
 */
public final class LayeredView {
  private final Analysis view;
  private final Base base;
  private final ViewSql sql;
  private final ViewTable table;

  private LayeredView(ViewGraph graph, Analysis view, Base base, ViewSql sql) {
    this.view = view;
    this.base = base;
    this.sql = sql;
    this.table = new ViewTable(graph, sql, view);
  }

  /**
   * Takes a view apart.
   *
   * @throws ViewRefusal if partial results of the view cannot be put together, or its table's rows
   *     are replaced
   */
  public static LayeredView of(
      SqlParser parser, ViewDefinition definition, ViewDialect dialect, List<Base> tables)
      throws ViewRefusal {
    ViewGraph graph = ViewGraph.of(parser, List.of(definition), tables);
    Analysis view = graph.analysis(definition.name());
    List<Relation> relations = view.from().relations();
    Base base = graph.table(relations.get(0).table());
    SqlText text = new SqlText(definition.name(), definition.select());
    if (relations.size() > 1) {
      throw text.refusal(
          0,
          "a join",
          "cannot be in a view with layers: the boundary between them is one of one topic's offsets",
          "leave out the line -- layers, and the view is kept in the table's transactions");
    }
    if (!base.key().isEmpty()) {
      throw text.refusal(
          0,
          "table " + base.name(),
          "replaces rows by key, and a row behind the boundary would count beside the one before it",
          "use mode: insert for that table, or leave out the line -- layers");
    }
    if (!view.rowByRow() && !view.additive()) {
      throw text.refusal(
          0,
          "view " + definition.name(),
          "cannot be in layers: " + view.notAdditive(),
          "leave out the line -- layers, and groups are computed again as rows touch them");
    }
    return new LayeredView(graph, view, base, ViewSql.of(dialect));
  }

  public String name() {
    return view.view().name();
  }

  /** The text of the view's file. */
  public String definition() {
    return view.view().sql();
  }

  /** The one table that it reads, as its SELECT calls it. */
  public String base() {
    return base.name();
  }

  /** The table of the batch layer, not quoted. */
  public String batchTable() {
    return name() + "__batch";
  }

  /** Its columns, in the SELECT's order. */
  public List<String> columns() {
    return view.columns();
  }

  /** Makes the table of the batch layer, empty. */
  public List<String> ddl() {
    return sql.createTable(sql.quote(batchTable()), table.query());
  }

  /**
   * The view's SELECT over other rows of its table.
   *
   * @param rows a query
   */
  public String over(String rows) {
    return table.query(base.name(), rows);
  }

  /**
   * What readers of the view see.
   *
   * @param rows a query for the rows behind the boundary
   * @param types of the batch layer's columns, by name
   */
  public String served(String rows, UnaryOperator<String> types) {
    String both =
        "SELECT "
            + list()
            + " FROM "
            + sql.quote(batchTable())
            + " UNION ALL SELECT * FROM ("
            + over(rows)
            + ") AS sluice_speed";
    if (view.rowByRow()) {
      return both;
    }
    String items = view.items().stream().map(i -> put(i, types)).collect(Collectors.joining(", "));
    String keys =
        view.keys().stream().map(key -> sql.quote(key.name())).collect(Collectors.joining(", "));
    return "SELECT "
        + items
        + " FROM ("
        + both
        + ") AS sluice_layers"
        + (keys.isEmpty() ? "" : " GROUP BY " + keys);
  }

  private String list() {
    return view.columns().stream().map(sql::quote).collect(Collectors.joining(", "));
  }

  /** A column of the view of the columns of both layers; a sum has a wider type than its parts. */
  private String put(Item item, UnaryOperator<String> types) {
    String column = sql.quote(item.name());
    if (view.keys().contains(item)) {
      return column;
    }
    String function =
        switch (item.measure().orElseThrow()) {
          case ROWS, COUNT, SUM -> "sum";
          case MIN -> "min";
          case MAX -> "max";
        };
    return "CAST("
        + function
        + "("
        + column
        + ") AS "
        + types.apply(item.name())
        + ") AS "
        + column;
  }
}
