// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.LandedRows;
import dev.sluice.warehouse.dialect.Load;
import dev.sluice.warehouse.dialect.Span;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Puts rows into a table at once, and has its views read them there. */
final class Landing {
  private final Dialect dialect;
  private final LandedRows landed;
  private final List<MaintainedView> views;
  private final Looking looking;

  /** How is known that all of the rows are where they are looked for. */
  enum Looking {
    /** A view counts those that it reads, if there is one that can. */
    AS_VIEWS_COUNT,
    /** They are counted before views read them. */
    FIRST,
    /** They are not: they go by a stage. */
    IN_VAIN
  }

  /**
   * @param views whose statements read the rows as {@link LandedRows#relation}
   */
  Landing(Dialect dialect, LandedRows landed, List<MaintainedView> views, Looking looking) {
    this.dialect = dialect;
    this.landed = landed;
    this.views = List.copyOf(views);
    this.looking = looking;
  }

  /** Whether a view needs the rows before they are in the table. */
  boolean readsBefore() {
    return views.stream()
        .flatMap(view -> view.beforeBase().stream())
        .anyMatch(sql -> sql.contains(landed.relation()));
  }

  private Optional<MaintainedView> counting() {
    return looking == Looking.AS_VIEWS_COUNT
        ? views.stream().filter(view -> view.counted().isPresent()).findFirst()
        : Optional.empty();
  }

  /**
   * Lands the rows and keeps the views.
   *
   * @return false if not all rows are where they were looked for: the transaction has to be rolled
   *     back, and done as {@link #missed} says
   */
  boolean land(Tx tx, Load load) throws SQLException {
    for (MaintainedView view : views) {
      tx.executeAll(view.beforeBase());
    }
    landed.mark(tx.connection());
    dialect.load(tx.connection(), load);
    long rows = load.spans().stream().mapToLong(Span::rows).sum();
    Optional<MaintainedView> counting = counting();
    if (counting.isEmpty() && !landed.found(tx.connection(), rows)) {
      return false;
    }
    for (MaintainedView view : views) {
      tx.executeAll(view.afterBase());
      if (counting.filter(view::equals).isPresent()) {
        String counted = view.counted().orElseThrow();
        if (tx.query(row -> row.getLong(1), counted).get(0) != rows) {
          return false;
        }
        landed.learn(tx.connection());
      }
    }
    return true;
  }

  /** How to look for rows after some have been missed. */
  Looking missed() {
    return counting().isPresent() ? Looking.FIRST : Looking.IN_VAIN;
  }
}
