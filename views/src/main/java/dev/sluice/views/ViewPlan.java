// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.List;

/**
 * How a view is kept: statements ready to run.
 *
 * @param reason why this mode, in a sentence
 * @param ddl makes the view's table, empty
 * @param fill fills it from the base
 * @param locks run first in a transaction that changes the base
 * @param beforeBase run when the stage is complete and the base has not changed yet
 * @param afterBase run when the base has changed
 * @param difference a query that counts the rows in which the view differs from its SELECT; 0 if it
 *     is right
 */
public record ViewPlan(
    String name,
    Mode mode,
    String reason,
    List<String> ddl,
    List<String> fill,
    List<String> locks,
    List<String> beforeBase,
    List<String> afterBase,
    String difference) {

  /** Ways to keep a view. */
  public enum Mode {
    /** The batch's own groups are merged into the view's. */
    DELTA,
    /** The groups that a batch touches are computed again from the base. */
    TOUCHED_GROUPS
  }
}
