// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.views.Base;
import dev.sluice.views.LayeredView;
import dev.sluice.views.Renewal;
import dev.sluice.views.SqlParser;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewDialect;
import dev.sluice.views.ViewGraph;
import dev.sluice.views.ViewPlan;
import dev.sluice.views.ViewPlanner;
import dev.sluice.views.ViewRefusal;
import dev.sluice.views.WholeView;
import dev.sluice.warehouse.dialect.TableColumn;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Views of users' own SQL over a table. */
public final class ViewMaintenance implements Maintenance {
  private final List<ViewDefinition> views;
  private final List<ViewDefinition> layered;
  private final List<ViewDefinition> refreshed;
  private final ViewDialect dialect;
  private final Map<String, List<String>> tables;

  /**
   * @param tables the keys of all tables that the views read; none of a table that is only inserted
   *     into
   */
  public ViewMaintenance(
      List<ViewDefinition> views, ViewDialect dialect, Map<String, List<String>> tables) {
    this.refreshed = views.stream().filter(KeptHeader::isRefreshed).toList();
    this.views =
        views.stream()
            .filter(view -> !LayersHeader.isIn(view) && !KeptHeader.isRefreshed(view))
            .toList();
    this.layered = views.stream().filter(LayersHeader::isIn).toList();
    this.dialect = dialect;
    this.tables = new LinkedHashMap<>(tables);
  }

  @Override
  public List<String> names() {
    return views.stream().map(ViewDefinition::name).sorted().toList();
  }

  @Override
  public List<String> lock(String view, boolean shared) {
    return ViewPlanner.lock(dialect, view, shared);
  }

  @Override
  public List<MaintainedView> views(TableShape base, String rows, Catalogue catalogue)
      throws SQLException {
    if (views.isEmpty()) {
      return List.of();
    }
    Set<String> known = new HashSet<>();
    List<Base> all = bases(base, catalogue, known);
    try (SqlParser parser = SqlParser.open()) {
      ViewGraph graph = ViewGraph.of(parser, views, all);
      return ViewPlanner.plan(graph, dialect, base.name().name(), rows).stream()
          .filter(plan -> known.containsAll(graph.sourcesOf(plan.name())))
          .map(this::maintained)
          .toList();
    } catch (ViewRefusal e) {
      throw new RefusedException(e.getMessage(), e);
    }
  }

  @Override
  public List<TableName> tables() {
    return tables.keySet().stream().map(TableName::parse).toList();
  }

  @Override
  public Map<String, String> definitions() {
    Map<String, String> definitions = new LinkedHashMap<>();
    views.forEach(view -> definitions.put(view.name(), view.select()));
    return definitions;
  }

  @Override
  public Maintenance former(Map<String, String> definitions) {
    if (definitions.isEmpty()) {
      return this;
    }
    return new ViewMaintenance(
        views.stream()
            .map(
                view ->
                    new ViewDefinition(
                        view.name(), definitions.getOrDefault(view.name(), view.sql())))
            .toList(),
        dialect,
        tables);
  }

  @Override
  public Optional<Renewal> renewal(
      TableShape base, String rows, Catalogue catalogue, String view, String table)
      throws SQLException {
    ViewDefinition next = new ViewDefinition(table, definitions().get(view));
    Set<String> known = new HashSet<>();
    List<Base> all = bases(base, catalogue, known);
    try (SqlParser parser = SqlParser.open()) {
      ViewGraph graph = ViewGraph.of(parser, List.of(next), all);
      return known.containsAll(graph.sourcesOf(table))
          ? ViewPlanner.renewal(graph, dialect, table, base.name().name(), rows)
          : Optional.empty();
    } catch (ViewRefusal e) {
      // It reads other views; whatever else it may be is told where it is planned for itself.
      return Optional.empty();
    }
  }

  /**
   * All tables that the views read.
   *
   * @param known takes the names of those that are there, lower case
   */
  private List<Base> bases(TableShape base, Catalogue catalogue, Set<String> known)
      throws SQLException {
    List<Base> all = new ArrayList<>();
    for (Map.Entry<String, List<String>> table : tables.entrySet()) {
      TableName name = TableName.parse(table.getKey());
      boolean own = name.equals(base.name());
      Optional<TableShape> shape = own ? Optional.of(base) : catalogue.find(name);
      all.add(shape.map(s -> base(s, table.getValue())).orElse(missing(name, table.getValue())));
      if (shape.isPresent()) {
        known.add(name.name().toLowerCase(Locale.ROOT));
      }
    }
    return all;
  }

  @Override
  public List<LayeredView> layered(TableShape base) throws SQLException {
    if (layered.isEmpty()) {
      return List.of();
    }
    List<String> key =
        tables.entrySet().stream()
            .filter(table -> TableName.parse(table.getKey()).equals(base.name()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(List.of());
    List<LayeredView> views = new ArrayList<>();
    try (SqlParser parser = SqlParser.open()) {
      for (ViewDefinition view : layered) {
        views.add(LayeredView.of(parser, view, dialect, List.of(base(base, key))));
      }
      return views;
    } catch (ViewRefusal e) {
      throw new RefusedException(e.getMessage(), e);
    }
  }

  @Override
  public List<RefreshedView> refreshed() {
    if (refreshed.isEmpty()) {
      return List.of();
    }
    List<TableName> known = new ArrayList<>();
    tables.keySet().forEach(name -> known.add(TableName.parse(name)));
    views.forEach(view -> known.add(TableName.parse(view.name())));
    refreshed.forEach(view -> known.add(TableName.parse(view.name())));
    List<RefreshedView> all = new ArrayList<>();
    try (SqlParser parser = SqlParser.open()) {
      for (ViewDefinition view : refreshed) {
        all.add(refreshed(WholeView.of(parser, view, dialect), known));
      }
      return all;
    } catch (ViewRefusal e) {
      throw new RefusedException(e.getMessage(), e);
    } catch (SQLException e) {
      throw new IllegalStateException("the SQL parser does not start", e);
    }
  }

  private RefreshedView refreshed(WholeView view, List<TableName> known) throws ViewRefusal {
    ViewDefinition definition = view.view();
    return new RefreshedView(
        new MaintainedView(
            TableName.parse(definition.name()),
            definition.select(),
            "REFRESH",
            List.of(),
            view,
            ViewPlanner.lock(dialect, definition.name(), false),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty()),
        KeptHeader.refresh(definition).orElseThrow(),
        known.stream()
            .filter(name -> view.reads().contains(name.name().toLowerCase(Locale.ROOT)))
            .filter(name -> !name.name().equalsIgnoreCase(definition.name()))
            .toList());
  }

  private static Base base(TableShape shape, List<String> key) {
    return new Base(
        shape.name().name(),
        shape.name().sql(),
        shape.columns().stream().map(TableColumn::name).toList(),
        key.stream().map(k -> shape.find(k).map(TableColumn::name).orElse(k)).toList());
  }

  private static Base missing(TableName name, List<String> key) {
    return new Base(name.name(), name.sql(), List.of(), key);
  }

  private MaintainedView maintained(ViewPlan plan) {
    return new MaintainedView(
        TableName.parse(plan.name()),
        views.stream().filter(v -> v.name().equals(plan.name())).findFirst().get().select(),
        plan.mode().name(),
        plan.reads(),
        plan.making(),
        plan.locks(),
        plan.beforeBase(),
        plan.afterBase(),
        plan.counted(),
        plan.finality());
  }
}
