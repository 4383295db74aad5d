// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Plans all views that follow a table. Where a view is read by another, what the other needs of it
 * before it changes is collected when the keys of its changes are known and its rows are still old.
 */
public final class ViewPlanner {
  private final ViewGraph graph;
  private final ViewSql sql;
  private final String table;
  private final Map<String, Keeping> keepings = new LinkedHashMap<>();

  private ViewPlanner(ViewGraph graph, ViewSql sql, String table) {
    this.graph = graph;
    this.sql = sql;
    this.table = table;
  }

  /**
   * Plans the views that follow a table.
   *
   * @param table the one that changes
   * @param stage what stands behind FROM for a batch's rows; at most one row per key. Of a table
   *     with a key only the keys are read from it, and it is a table
   * @return plans in the order in which they have to be run
   */
  public static List<ViewPlan> plan(
      ViewGraph graph, ViewDialect dialect, String table, String stage) {
    return new ViewPlanner(graph, ViewSql.of(dialect), table).plan(stage);
  }

  /**
   * Plans a view over one table.
   *
   * @throws ViewRefusal if the view cannot be kept
   */
  public static ViewPlan plan(
      SqlParser parser, ViewDefinition view, ViewDialect dialect, Base base, String stage)
      throws ViewRefusal {
    ViewGraph graph = ViewGraph.of(parser, List.of(view), List.of(base));
    return plan(graph, dialect, base.name(), stage).get(0);
  }

  /**
   * Plans how a view's next table is made while the view is kept as it was.
   *
   * @param graph has the view under the next table's name
   * @param view that name
   * @param table the one that changes
   * @param stage what stands behind FROM for a batch's rows
   * @return empty if it can only be made while nobody changes the table
   */
  public static Optional<Renewal> renewal(
      ViewGraph graph, ViewDialect dialect, String view, String table, String stage) {
    ViewPlanner planner = new ViewPlanner(graph, ViewSql.of(dialect), table);
    planner.plan(stage);
    boolean alone = graph.reads(graph.analysis(view)).isEmpty();
    return alone && planner.keepings.containsKey(view)
        ? planner.keepings.get(view).renewal()
        : Optional.empty();
  }

  /**
   * Makes other transactions that change the same view wait until this one ends.
   *
   * @param shared whether it may go on beside others that say so, too
   */
  public static List<String> lock(ViewDialect dialect, String view, boolean shared) {
    return ViewSql.of(dialect).lock(view, shared);
  }

  private List<ViewPlan> plan(String stage) {
    List<Analysis> views = graph.following(table);
    Base base = graph.table(table);
    Change first = new Change(base, stage, base.key().stream().map(sql::quote).toList());
    Map<String, Change> changes = new HashMap<>();
    changes.put(base.name().toLowerCase(Locale.ROOT), first);
    for (Analysis view : views) {
      Relation through = graph.through(view, table);
      Change change = changes.get(through.table().toLowerCase(Locale.ROOT));
      Keeping keeping = new Keeping(graph, sql, view, through, change, isRead(view, views));
      keepings.put(view.view().name(), keeping);
      changes.put(view.view().name().toLowerCase(Locale.ROOT), keeping.change());
    }
    return views.stream().map(this::plan).toList();
  }

  private boolean isRead(Analysis view, List<Analysis> views) {
    return !readers(view, views).isEmpty();
  }

  private List<Analysis> readers(Analysis view, List<Analysis> views) {
    return views.stream()
        .filter(other -> graph.through(other, table).table().equalsIgnoreCase(view.view().name()))
        .toList();
  }

  private ViewPlan plan(Analysis view) {
    Keeping keeping = keepings.get(view.view().name());
    boolean direct = !graph.isView(graph.through(view, table).table());
    List<String> after = new ArrayList<>(keeping.collectNew());
    for (Analysis reader : readers(view, graph.following(table))) {
      after.addAll(keepings.get(reader.view().name()).collectOld());
    }
    after.addAll(keeping.apply());
    ViewTable kept = new ViewTable(graph, sql, view);
    return new ViewPlan(
        view.view().name(),
        keeping.mode(),
        keeping.reason(),
        graph.reads(view),
        kept,
        sql.lock(view.view().name(), keeping.mayShare() && view.ending().isEmpty()),
        direct ? keeping.collectOld() : List.of(),
        after,
        keeping.counted(),
        kept.finality().filter(end -> end.table().equalsIgnoreCase(table)),
        kept.difference());
  }
}
