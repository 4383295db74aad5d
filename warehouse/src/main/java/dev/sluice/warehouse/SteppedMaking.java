// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.TableName;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes views where DDL ends a transaction. The next table is filled beside the one that readers
 * see, and the two change names in one statement. Nobody keeps a view meanwhile, so that both stay
 * equal to what their SQL says; whoever comes after a crash goes on where it ended.
 */
final class SteppedMaking {
  private final Dialect dialect;
  private final Generations generations = Generations.ofViews();

  SteppedMaking(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * Has nobody keep the views until they are made; who wants to, prepares first. Called while no
   * transaction keeps them, and before DDL.
   */
  void suspend(Tx tx, List<TableName> views) throws SQLException {
    for (TableName view : views) {
      Optional<Generation> serving = generations.serving(tx, view);
      if (serving.isPresent()) {
        generations.state(tx, serving.get(), Generation.State.KEPT);
      }
    }
  }

  /**
   * Leaves every view's table in place and equal to what its SQL says of the tables. Whoever
   * crashes leaves views that are to be made, as long as one of them is not.
   *
   * @param views each after those that it reads
   * @param anew whether all are made anew
   */
  void prepare(Tx tx, List<MaintainedView> views, boolean anew) throws SQLException {
    for (MaintainedView view : views) {
      goOn(tx, view.name());
    }
    Map<MaintainedView, Boolean> wanted = wanted(tx, views, anew);
    suspend(tx, wanted.keySet().stream().map(MaintainedView::name).toList());
    for (Map.Entry<MaintainedView, Boolean> view : wanted.entrySet()) {
      build(tx, view.getKey(), view.getValue());
    }
  }

  /** The views that are to be made, and whether that is so even if another task does it first. */
  private Map<MaintainedView, Boolean> wanted(Tx tx, List<MaintainedView> views, boolean anew)
      throws SQLException {
    Map<MaintainedView, Boolean> wanted = new LinkedHashMap<>();
    Set<String> names = new HashSet<>();
    for (MaintainedView view : views) {
      boolean anyway =
          anew || !isThere(tx, view.name()) || view.reads().stream().anyMatch(names::contains);
      if (anyway || !isServed(tx, view)) {
        wanted.put(view, anyway);
        names.add(view.name().name());
      }
    }
    return wanted;
  }

  private boolean isServed(Tx tx, MaintainedView view) throws SQLException {
    return generations
        .serving(tx, view.name())
        .filter(generation -> generation.definition().equals(view.definition()))
        .isPresent();
  }

  /** Gives a view that is filled its name, if whoever filled it did not come to that. */
  private void goOn(Tx tx, TableName view) throws SQLException {
    if (switching(tx, view).isPresent()) {
      alone(tx, view, () -> giveName(tx, view));
    }
  }

  /**
   * Makes a view.
   *
   * @param anyway even if another task has just done so
   */
  private void build(Tx tx, MaintainedView view, boolean anyway) throws SQLException {
    alone(
        tx,
        view.name(),
        () -> {
          giveName(tx, view.name());
          if (anyway || !isServed(tx, view)) {
            fill(tx, view);
            giveName(tx, view.name());
          }
        });
  }

  /** A step that is not a transaction, but some. */
  private interface Step {
    void run() throws SQLException;
  }

  /** A view may follow several tables, whose tasks would make it at the same time. */
  private void alone(Tx tx, TableName view, Step step) throws SQLException {
    // Who waits for the other must not hold what that waits for.
    tx.execute("COMMIT");
    dialect.lockPlan(tx.connection(), view);
    try {
      tx.execute(dialect.afterDdl());
      step.run();
      tx.execute("COMMIT");
    } finally {
      dialect.unlockPlan(tx.connection(), view);
    }
    tx.execute(dialect.afterDdl());
  }

  private void fill(Tx tx, MaintainedView view) throws SQLException {
    suspend(tx, List.of(view.name()));
    Optional<Generation> named = named(tx, view.name());
    for (Generation generation : generations.of(tx, view.name())) {
      if (!named.equals(Optional.of(generation))) {
        generations.drop(tx, generation);
      }
    }
    Generation next = generations.next(tx, view.name(), view.definition(), view.mode());
    tx.execute("DROP TABLE IF EXISTS " + next.table().sql());
    tx.executeAll(view.making().ddl(next.table().name()));
    tx.execute(dialect.afterDdl());
    tx.executeAll(view.locks());
    tx.executeAll(view.making().fill(next.table().name()));
    generations.enter(tx, next);
    tx.execute("COMMIT");
  }

  private void giveName(Tx tx, TableName view) throws SQLException {
    Optional<Generation> next = switching(tx, view);
    if (next.isEmpty()) {
      return;
    }
    if (isThere(tx, next.get().table())) {
      if (isThere(tx, view)) {
        changeNames(tx, next.get());
      } else {
        tx.execute("RENAME TABLE " + next.get().table().sql() + " TO " + view.sql());
      }
    }
    tx.execute(dialect.afterDdl());
    generations.turn(tx, next.get());
    generations.state(tx, next.get(), Generation.State.SERVING);
  }

  private void changeNames(Tx tx, Generation next) throws SQLException {
    Optional<Generation> before = named(tx, next.name());
    TableName aside =
        before
            .map(Generation::table)
            .orElse(new TableName(next.name().schema(), next.name().name() + "__g0"));
    tx.execute("DROP TABLE IF EXISTS " + aside.sql());
    tx.execute(
        "RENAME TABLE "
            + next.name().sql()
            + " TO "
            + aside.sql()
            + ", "
            + next.table().sql()
            + " TO "
            + next.name().sql());
    if (before.isEmpty()) {
      tx.execute("DROP TABLE IF EXISTS " + aside.sql());
    }
  }

  private Optional<Generation> switching(Tx tx, TableName view) throws SQLException {
    return generations.of(tx, view).stream()
        .filter(generation -> generation.state() == Generation.State.SWITCHING)
        .findFirst();
  }

  /** The generation whose table still has the view's name: that of the name beside is not there. */
  private Optional<Generation> named(Tx tx, TableName view) throws SQLException {
    List<Generation> kept =
        generations.of(tx, view).stream()
            .filter(generation -> generation.state() == Generation.State.KEPT)
            .toList();
    return kept.isEmpty() || isThere(tx, kept.get(kept.size() - 1).table())
        ? Optional.empty()
        : Optional.of(kept.get(kept.size() - 1));
  }

  private boolean isThere(Tx tx, TableName table) throws SQLException {
    return dialect.find(tx.connection(), table).isPresent();
  }
}
