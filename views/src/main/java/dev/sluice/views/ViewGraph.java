// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The views of a warehouse, each after those that it reads. */
public final class ViewGraph {
  private final Tables tables;
  private final Map<String, Analysis> views = new LinkedHashMap<>();
  private final Map<String, Set<String>> sources = new HashMap<>();

  private ViewGraph(Collection<Base> tables) {
    this.tables = new Tables(tables);
  }

  /**
   * Takes views apart.
   *
   * @param tables all that the views may read
   * @throws ViewRefusal for the first view that cannot be kept
   */
  public static ViewGraph of(
      SqlParser parser, List<ViewDefinition> definitions, Collection<Base> tables)
      throws ViewRefusal {
    ViewGraph graph = new ViewGraph(tables);
    for (ViewDefinition view : inOrder(parser, definitions)) {
      graph.add(new ViewAnalyzer(parser, view, graph.tables).analyze());
    }
    return graph;
  }

  private static List<ViewDefinition> inOrder(SqlParser parser, List<ViewDefinition> definitions)
      throws ViewRefusal {
    Map<String, ViewDefinition> waiting = new LinkedHashMap<>();
    Map<String, Set<String>> reads = new HashMap<>();
    for (ViewDefinition view : definitions) {
      String name = view.name().toLowerCase(Locale.ROOT);
      waiting.put(name, view);
      reads.put(name, names(parser.parse(new SqlText(view.name(), view.select()), view.select())));
    }
    List<ViewDefinition> ordered = new ArrayList<>();
    while (!waiting.isEmpty()) {
      Optional<String> next =
          waiting.keySet().stream()
              .filter(name -> reads.get(name).stream().noneMatch(waiting::containsKey))
              .findFirst();
      if (next.isEmpty()) {
        throw circle(waiting.values().iterator().next());
      }
      ordered.add(waiting.remove(next.get()));
    }
    return ordered;
  }

  private static ViewRefusal circle(ViewDefinition view) {
    return new SqlText(view.name(), view.select())
        .refusal(
            0,
            "view " + view.name(),
            "reads itself, by its own name or through other views",
            "read the tables that it is to be made of");
  }

  private static Set<String> names(JsonNode tree) {
    Set<String> names = new HashSet<>();
    tree.findValuesAsText("table_name").forEach(n -> names.add(n.toLowerCase(Locale.ROOT)));
    return names;
  }

  private void add(Analysis view) throws ViewRefusal {
    String first = view.from().relations().get(0).table();
    if (view.ending().isPresent() && isView(first)) {
      throw new SqlText(view.view().name(), view.view().select())
          .refusal(
              0,
              "-- " + Finality.HEADER,
              "is told by the event time of a topic, and " + first + " is a view",
              "write it in the file of " + first);
    }
    Set<String> all = new LinkedHashSet<>();
    for (Relation relation : view.from().relations()) {
      for (String table : sourcesOf(relation.table())) {
        if (!all.add(table)) {
          throw new SqlText(view.view().name(), view.view().select())
              .refusal(
                  0,
                  "table " + table,
                  "is read twice, once of them through the view " + relation.table(),
                  "read it once, as a table or as the view");
        }
      }
    }
    views.put(view.view().name().toLowerCase(Locale.ROOT), view);
    sources.put(view.view().name().toLowerCase(Locale.ROOT), all);
    List<String> key =
        isAppendOnly(view) ? List.of() : keys(view).stream().map(Item::name).toList();
    String name = view.view().name();
    tables.add(new Base(name, FromReader.quoted(name), view.columns(), key));
  }

  /** The tables that a view, or a table, is made of, lower case. */
  public Set<String> sourcesOf(String name) {
    String folded = name.toLowerCase(Locale.ROOT);
    return sources.getOrDefault(folded, Set.of(folded));
  }

  /** The column of a view that tells which groups are final; empty if nobody asks for one. */
  public Optional<Finality> finality(String view) {
    return new ViewTable(this, ViewSql.of(ViewDialect.DUCKDB), analysis(view)).finality();
  }

  /** Names of all views, each after those that it reads. */
  public List<String> names() {
    return views.values().stream().map(view -> view.view().name()).toList();
  }

  Analysis analysis(String view) {
    return views.get(view.toLowerCase(Locale.ROOT));
  }

  /** Views that a view reads. */
  List<String> reads(Analysis view) {
    return view.from().relations().stream().map(Relation::table).filter(this::isView).toList();
  }

  /** Views that change with a table, in the order in which they have to be kept. */
  List<Analysis> following(String table) {
    return views.values().stream()
        .filter(view -> sourcesOf(view.view().name()).contains(table.toLowerCase(Locale.ROOT)))
        .toList();
  }

  /** The one table or view in a view's FROM through which it follows a table. */
  Relation through(Analysis view, String table) {
    return view.from().relations().stream()
        .filter(r -> sourcesOf(r.table()).contains(table.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow();
  }

  Base table(String name) {
    return tables.find(name).orElseThrow();
  }

  boolean isView(String name) {
    return views.containsKey(name.toLowerCase(Locale.ROOT));
  }

  /** Whether rows only ever come to it. */
  boolean isAppendOnly(Analysis view) {
    return view.rowByRow()
        && view.from().relations().stream()
            .allMatch(r -> !r.optional() && table(r.table()).key().isEmpty());
  }

  /**
   * The columns by which a view's rows are found again: of a row-by-row view the base's key if it
   * is shown, else everything that tells rows apart.
   */
  List<Item> keys(Analysis view) {
    Base base = table(view.from().relations().get(0).table());
    if (!view.rowByRow() || base.key().isEmpty()) {
      return view.keys();
    }
    List<Item> shown = new ArrayList<>();
    for (String column : base.key()) {
      view.keys().stream()
          .filter(item -> item.origin().orElseThrow().ofBase())
          .filter(item -> item.origin().orElseThrow().column().equalsIgnoreCase(column))
          .findFirst()
          .ifPresent(shown::add);
    }
    return shown.size() == base.key().size() ? shown : view.keys();
  }
}
