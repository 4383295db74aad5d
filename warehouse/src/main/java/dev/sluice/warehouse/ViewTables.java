// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.views.Renewal;
import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.TableName;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tables behind maintained views: made, filled, and made anew when their SQL has changed. */
final class ViewTables {
  private final Dialect dialect;
  private final Generations generations = Generations.ofViews();
  private final SteppedMaking stepped;

  ViewTables(Dialect dialect) {
    this.dialect = dialect;
    this.stepped = new SteppedMaking(dialect);
  }

  /**
   * Leaves every view's table in place and equal to what its SQL says of the tables. A view that is
   * made anew is filled beside the old one, which readers see until the transaction ends.
   *
   * @param anew whether all are made anew, because types of the base's columns have changed
   */
  void prepare(Tx tx, List<MaintainedView> views, boolean anew) throws SQLException {
    prepare(tx, views, anew, (view, table) -> Optional.empty());
  }

  /** How a view's next table is made while the one before is kept, where it can be. */
  interface Beside {
    Optional<Renewal> of(MaintainedView view, TableName next) throws SQLException;
  }

  /**
   * The same, but that views are only begun that can be filled beside others: they are served as
   * they were until then.
   */
  void prepare(Tx tx, List<MaintainedView> views, boolean anew, Beside beside) throws SQLException {
    if (!dialect.afterDdl().isEmpty()) {
      stepped.prepare(tx, views, anew);
      return;
    }
    Set<String> built = new HashSet<>();
    for (MaintainedView view : views) {
      Optional<Generation> serving = generations.serving(tx, view.name());
      boolean there = dialect.find(tx.connection(), view.name()).isPresent();
      boolean same = serving.filter(g -> g.definition().equals(view.definition())).isPresent();
      boolean alone = views.stream().noneMatch(v -> v.reads().contains(view.name().name()));
      if (anew || !there || view.reads().stream().anyMatch(built::contains)) {
        build(tx, view, there);
        built.add(view.name().name());
      } else if (!same && !(alone && begun(tx, view, beside))) {
        build(tx, view, there);
        built.add(view.name().name());
      } else if (same) {
        dropBuilding(tx, view.name());
      }
    }
  }

  /** Enters the next generation and makes its table, unless that has been done. */
  private boolean begun(Tx tx, MaintainedView view, Beside beside) throws SQLException {
    Optional<Generation> building = building(tx, view.name());
    if (building.filter(g -> g.definition().equals(view.definition())).isPresent()) {
      return true;
    }
    dropKept(tx, view.name());
    Generation next = generations.begin(tx, view.name(), view.definition(), view.mode());
    Optional<Renewal> renewal = beside.of(view, next.table());
    if (renewal.isEmpty()) {
      generations.drop(tx, next);
      return false;
    }
    tx.execute("DROP TABLE IF EXISTS " + next.table().sql());
    tx.executeAll(renewal.get().ddl());
    return true;
  }

  /** The generation of a view that is being made beside others. */
  private Optional<Generation> building(Tx tx, TableName view) throws SQLException {
    return generations.of(tx, view).stream()
        .filter(generation -> generation.state() == Generation.State.BUILDING)
        .findFirst();
  }

  /** Nobody waits for what is not asked for any more. */
  private void dropBuilding(Tx tx, TableName view) throws SQLException {
    Optional<Generation> building = building(tx, view);
    if (building.isPresent()) {
      drop(tx, building.get());
    }
  }

  private void dropKept(Tx tx, TableName view) throws SQLException {
    for (Generation generation : generations.of(tx, view)) {
      if (generation.state() != Generation.State.SERVING) {
        drop(tx, generation);
      }
    }
  }

  private void drop(Tx tx, Generation generation) throws SQLException {
    TableName table = generation.table();
    tx.execute(
        "DROP TABLE IF EXISTS " + new TableName(table.schema(), Renewal.notes(table.name())).sql());
    generations.drop(tx, generation);
  }

  private void build(Tx tx, MaintainedView view, boolean there) throws SQLException {
    dropKept(tx, view.name());
    Generation next = generations.begin(tx, view.name(), view.definition(), view.mode());
    tx.execute("DROP TABLE IF EXISTS " + next.table().sql());
    tx.executeAll(view.making().ddl(next.table().name()));
    tx.executeAll(view.making().fill(next.table().name()));
    generations.serve(tx, next, there);
  }

  /** Has all views made anew by the next {@link #prepare}. */
  void suspend(Tx tx, List<String> names) throws SQLException {
    stepped.suspend(tx, names.stream().map(TableName::parse).toList());
  }

  /**
   * Which generation of each view is served, by its name; and which are being made, by the names of
   * their tables.
   */
  Map<String, Generation> served(Tx tx, List<String> names) throws SQLException {
    Map<String, Generation> served = new HashMap<>();
    for (Generation generation : generations.current(tx)) {
      if (names.contains(generation.name().toString())) {
        served.put(generation.table().toString(), generation);
      }
    }
    return served;
  }
}
