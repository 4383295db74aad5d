// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.List;
import java.util.Optional;

/**
 * How a view is kept when one table changes: statements ready to run.
 *
 * @param reason why this mode, in a sentence
 * @param reads names of the views that it reads
 * @param making makes the view's table, and fills it
 * @param locks run first in a transaction that changes the table, of all views in one order
 * @param beforeBase run when the stage is complete and the table has not changed yet
 * @param afterBase run when the table has changed, and views that this one reads are next to
 * @param counted a query that tells, after that, how many rows of the stage have been read; empty
 *     where they are not counted
 * @param finality the column that tells which groups are final; empty if nobody asks, and where
 *     another table changes than the one whose time it is
 * @param difference a query that counts the rows in which the view differs from its SELECT; 0 if it
 *     is right
 */
public record ViewPlan(
    String name,
    Mode mode,
    String reason,
    List<String> reads,
    Making making,
    List<String> locks,
    List<String> beforeBase,
    List<String> afterBase,
    Optional<String> counted,
    Optional<Finality> finality,
    String difference) {
  public ViewPlan {
    reads = List.copyOf(reads);
    locks = List.copyOf(locks);
    beforeBase = List.copyOf(beforeBase);
    afterBase = List.copyOf(afterBase);
  }

  /** Makes the view's table, empty. */
  public List<String> ddl() {
    return making.ddl(name);
  }

  /** Fills the view's table. */
  public List<String> fill() {
    return making.fill(name);
  }

  /** Ways to keep a view. */
  public enum Mode {
    /** The batch's own groups are merged into the view's. */
    DELTA,
    /** The batch's own rows are added. */
    APPEND,
    /** The groups that a batch touches are computed again from the tables. */
    TOUCHED_GROUPS
  }
}
