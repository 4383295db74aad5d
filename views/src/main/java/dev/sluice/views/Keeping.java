// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The statements that keep one view when one of its tables changes. */
final class Keeping {
  private final ViewGraph graph;
  private final ViewSql sql;
  private final Analysis view;
  private final Relation through;
  private final Change change;
  private final boolean read;
  private final ViewTable table;
  private final ChangedRows rows;
  private final List<Item> keys;
  private final String touched;
  private final String fresh;

  /**
   * @param through what of the view's FROM changes
   * @param read whether another view reads this one
   */
  Keeping(
      ViewGraph graph, ViewSql sql, Analysis view, Relation through, Change change, boolean read) {
    this.graph = graph;
    this.sql = sql;
    this.view = view;
    this.through = through;
    this.change = change;
    this.read = read;
    this.table = new ViewTable(graph, sql, view);
    this.rows = new ChangedRows(graph, sql, view, through, change);
    this.keys = graph.keys(view);
    this.touched = sql.quote("sluice_touched_" + view.view().name());
    this.fresh = sql.quote("sluice_fresh_" + view.view().name());
  }

  ViewPlan.Mode mode() {
    if (!whyRecomputed().isEmpty()) {
      return ViewPlan.Mode.TOUCHED_GROUPS;
    }
    return view.rowByRow() ? ViewPlan.Mode.APPEND : ViewPlan.Mode.DELTA;
  }

  /**
   * Whether transactions may change the view side by side. Not where rows of two tables that are
   * only inserted into meet: each transaction would miss the other's.
   */
  boolean mayShare() {
    return mode() != ViewPlan.Mode.TOUCHED_GROUPS
        && view.from().relations().stream()
            .filter(relation -> !relation.equals(through))
            .noneMatch(relation -> graph.table(relation.table()).key().isEmpty());
  }

  String reason() {
    String why = whyRecomputed();
    if (!why.isEmpty()) {
      return why;
    }
    return view.rowByRow()
        ? "the table is only inserted into, and each row gives its own rows of the view"
        : "the table is only inserted into, and every measure can be added up from partial ones";
  }

  private String whyRecomputed() {
    if (!change.appends()) {
      return graph.isView(change.source().name())
          ? "rows of the view " + change.source().name() + " are replaced"
          : "rows of the table are replaced, so groups lose rows too";
    }
    if (through.optional()) {
      return "rows of " + through.table() + " take the place of the LEFT JOIN's nulls";
    }
    if (view.rowByRow()) {
      // A view that also loses rows by another table is found by keys from all sides.
      return "";
    }
    return view.notAdditive();
  }

  /** How the view itself changes, for views that read it. */
  Change change() {
    Base own = graph.table(view.view().name());
    return new Change(own, touched, own.key().isEmpty() ? List.of() : rows.keyNames());
  }

  /** Run while the table is old. */
  List<String> collectOld() {
    if (mode() != ViewPlan.Mode.TOUCHED_GROUPS) {
      return List.of();
    }
    List<String> parts = new ArrayList<>();
    if (!change.appends()) {
      parts.add(rows.keys());
    }
    if (nullsMatter()) {
      parts.add(rows.keysWithoutMatch());
    }
    return parts.isEmpty() ? List.of() : createTouched(String.join(" UNION ", parts));
  }

  /** Run when the table is new, and the view is old. */
  List<String> collectNew() {
    return switch (mode()) {
      case DELTA -> read ? createTouched(rows.keys()) : List.of();
      case APPEND ->
          read
              ? change().appends()
                  ? sql.createOwn(touched, rows.added())
                  : createTouched(rows.keys())
              : List.of();
      case TOUCHED_GROUPS -> {
        if (freshSuffices()) {
          yield collectFresh();
        }
        yield rowCount().isPresent() ? createTouched(rows.countedKeys()) : collectNewGroups();
      }
    };
  }

  /**
   * Whether a group that the view does not have yet can be computed of the batch's rows: there are
   * no others. Then only the view's own groups are computed of the table's.
   */
  private boolean freshSuffices() {
    return change.appends()
        && !read
        && !graph.isView(change.source().name())
        && view.from().relations().size() == 1
        && view.ofGroups();
  }

  /** The groups of the batch's rows, and the keys of those that the view has. */
  private List<String> collectFresh() {
    List<String> statements = new ArrayList<>(sql.beforeGroups());
    statements.addAll(sql.createOwn(fresh, rows.added()));
    statements.addAll(
        createTouched(
            sql.matching(new ViewSql.Rows(fresh, table.keys()), rows.keyNames(), table.name())));
    return statements;
  }

  private List<String> collectNewGroups() {
    String fresh = rows.keys();
    if (collectOld().isEmpty()) {
      return createTouched(fresh);
    }
    String more = nullsMatter() && !change.appends() ? " UNION " + rows.keysWithoutMatch() : "";
    return List.of("INSERT INTO " + touched + " SELECT * FROM (" + fresh + more + ") AS sluice_n");
  }

  /**
   * How the rows that come are counted meanwhile; empty where that is not possible, or not all of
   * them come to a group, to one each.
   */
  private Optional<ViewSql.RowCount> rowCount() {
    boolean eachOnce =
        change.appends()
            && !graph.isView(change.source().name())
            && view.where().isEmpty()
            && view.from().relations().size() == 1
            && !view.from().fixed()
            && keys.stream().allMatch(key -> key.origin().filter(Origin::ofBase).isPresent());
    return eachOnce ? sql.rowCount() : Optional.empty();
  }

  /**
   * A query that tells how many of the rows that came have been read, once the view has changed;
   * empty where they are not counted.
   */
  Optional<String> counted() {
    return switch (mode()) {
      case DELTA ->
          rowCount().filter(count -> rowsOfGroup().isPresent()).map(ViewSql.RowCount::merged);
      case APPEND -> Optional.empty();
      case TOUCHED_GROUPS ->
          freshSuffices()
              ? rowCount().flatMap(count -> rowsOfGroup()).map(column -> sum(column, fresh))
              : rowCount().map(count -> sum(ChangedRows.COUNT, touched));
    };
  }

  private static String sum(String column, String from) {
    return "SELECT coalesce(sum(" + column + "), 0) FROM " + from;
  }

  /** The column that has the number of a group's rows, quoted. */
  private Optional<String> rowsOfGroup() {
    return view.measures().stream()
        .filter(item -> item.measure().filter(Item.Measure.ROWS::equals).isPresent())
        .map(item -> sql.quote(item.name()))
        .findFirst();
  }

  private List<String> createTouched(String query) {
    return sql.createKeys(
        new ViewSql.Keys(touched, rows.keyNames(), table.name(), table.keys()), query);
  }

  /** Rows that a LEFT JOIN leaves without a match have keys of their own, if keys are of it. */
  private boolean nullsMatter() {
    return through.optional() && !keys.stream().allMatch(key -> key.origin().get().ofBase());
  }

  /** Run when the keys are collected, also by those who read the view. */
  List<String> apply() {
    return switch (mode()) {
      case DELTA -> merge();
      case APPEND ->
          List.of(
              "INSERT INTO "
                  + table.name()
                  + " ("
                  + table.columns()
                  + ") "
                  + (read && change().appends() ? "SELECT * FROM " + touched : rows.added()));
      case TOUCHED_GROUPS -> {
        List<String> statements = new ArrayList<>(recompute());
        if (freshSuffices()) {
          statements.add(insertFresh());
        }
        yield statements;
      }
    };
  }

  /**
   * How the view's table is made while another one is kept; empty where rows have no keys by which
   * they could be computed anew.
   */
  Optional<Renewal> renewal() {
    if (mode() == ViewPlan.Mode.APPEND || keys.stream().anyMatch(key -> key.origin().isEmpty())) {
      return Optional.empty();
    }
    String name = view.view().name();
    String notes = sql.quote(Renewal.notes(name));
    List<String> ddl = new ArrayList<>(table.ddl(name));
    String all = table.with(List.of(), rows.keysOfAll());
    ddl.addAll(sql.createTable(notes, all));
    List<String> after =
        new ArrayList<>(
            mode() == ViewPlan.Mode.DELTA ? createTouched(rows.keys()) : collectNewGroups());
    after.add("INSERT INTO " + notes + " SELECT * FROM " + touched);
    List<String> round = new ArrayList<>(createTouched("SELECT DISTINCT * FROM " + notes));
    round.add("DELETE FROM " + notes);
    round.addAll(recompute());
    return Optional.of(
        new Renewal(
            ddl, table.fill(name), collectOld(), after, round, List.of("DROP TABLE " + notes)));
  }

  private List<String> merge() {
    ViewSql.Merge merge =
        new ViewSql.Merge(
            table.name(),
            table.keys(),
            view.columns().stream().map(sql::quote).toList(),
            rows.added(),
            this::combined);
    return rowsOfGroup()
        .flatMap(column -> rowCount().map(count -> count.merge(merge, column)))
        .orElseGet(() -> sql.merge(merge));
  }

  /** Adds the groups that were not there. */
  private String insertFresh() {
    List<String> own = table.keys().stream().map(key -> "sluice_f." + key).toList();
    return "INSERT INTO "
        + table.name()
        + " ("
        + table.columns()
        + ") SELECT "
        + table.columns()
        + " FROM "
        + fresh
        + " AS sluice_f WHERE NOT coalesce("
        + sql.in(own, touched, rows.keyNames())
        + ", FALSE)";
  }

  private List<String> recompute() {
    List<String> statements =
        new ArrayList<>(sql.delete(table.name(), table.keys(), touched, rows.keyNames()));
    boolean exact = keys.stream().allMatch(key -> key.origin().orElseThrow().ofBase());
    Base base = graph.table(view.from().relations().get(0).table());
    List<ViewSql.Within> bounds = new ArrayList<>();
    String found = exact ? rowsOfKeys(base, bounds) : rowsByName(base);
    bounds.forEach(bound -> statements.addAll(bound.before()));
    statements.addAll(sql.beforeGroups());
    List<String> own = table.keys().stream().map(key -> "sluice_v." + key).toList();
    String query = found.isEmpty() ? table.query() : table.query(base.name(), found);
    statements.add(
        "INSERT INTO "
            + table.name()
            + " ("
            + table.columns()
            + ") "
            + (exact
                ? query
                : "SELECT * FROM ("
                    + query
                    + ") AS sluice_v WHERE "
                    + sql.in(own, touched, rows.keyNames())));
    return statements;
  }

  /**
   * The first table's rows of the touched keys.
   *
   * @param bounds takes what has to be known first
   */
  private String rowsOfKeys(Base base, List<ViewSql.Within> bounds) {
    List<String> texts =
        keys.stream().map(key -> "(" + key.origin().orElseThrow().text() + ")").toList();
    String alias = ChangedRows.alias(view.from().relations().get(0));
    return "SELECT "
        + alias
        + ".* FROM "
        + base.sql()
        + " AS "
        + alias
        + " WHERE "
        + sql.in(texts, touched, rows.keyNames())
        + sql.andAny(touched)
        + within(bounds);
  }

  /** Spares the database what lies before the first of the touched keys, and after the last. */
  private String within(List<ViewSql.Within> bounds) {
    StringBuilder conditions = new StringBuilder();
    for (int i = 0; i < keys.size(); i++) {
      Optional<RoundedDown> found = keys.get(i).origin().orElseThrow().rounded();
      if (found.isPresent()) {
        RoundedDown rounded = found.get();
        sql.within(
                "(" + rounded.of() + ")",
                touched,
                rows.keyNames().get(i),
                rounded.below(),
                rounded.above())
            .ifPresent(
                bound -> {
                  bounds.add(bound);
                  conditions.append(" AND ").append(bound.condition());
                });
      }
    }
    return conditions.toString();
  }

  /** The first table's rows that, joined to the others, give a touched key. */
  private String rowsByName(Base base) {
    if (sql.rowName().isEmpty()) {
      return "";
    }
    String name = sql.rowName().get();
    String alias = ChangedRows.alias(view.from().relations().get(0));
    List<String> own = rows.keyNames().stream().map(key -> "sluice_r." + key).toList();
    return "SELECT sluice_b.* FROM "
        + base.sql()
        + " AS sluice_b WHERE sluice_b."
        + name
        + " IN (SELECT sluice_row FROM (SELECT "
        + alias
        + "."
        + name
        + " AS sluice_row, "
        + rows.keyTexts()
        + rows.fromWhere()
        + ") AS sluice_r WHERE "
        + sql.in(own, touched, rows.keyNames())
        + ")";
  }

  private String combined(String old, String more, String prefix) {
    return view.measures().stream()
        .map(item -> prefix + combined(item, old, more))
        .collect(Collectors.joining(", "));
  }

  private String combined(Item item, String old, String more) {
    String column = sql.quote(item.name());
    String a = old + "." + column;
    String b = more + "." + column;
    String both =
        switch (item.measure().orElseThrow()) {
          case ROWS, COUNT -> a + " + " + b;
          case SUM -> "coalesce(" + a + " + " + b + ", " + a + ", " + b + ")";
          case MIN ->
              "CASE WHEN "
                  + a
                  + " IS NULL OR "
                  + b
                  + " < "
                  + a
                  + " THEN "
                  + b
                  + " ELSE "
                  + a
                  + " END";
          case MAX ->
              "CASE WHEN "
                  + a
                  + " IS NULL OR "
                  + b
                  + " > "
                  + a
                  + " THEN "
                  + b
                  + " ELSE "
                  + a
                  + " END";
        };
    return column + " = " + both;
  }
}
