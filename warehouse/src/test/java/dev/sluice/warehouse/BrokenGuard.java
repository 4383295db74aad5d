// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import java.util.function.UnaryOperator;

/** Commits with one mistake each: the statements that guard a position are altered on their way. */
enum BrokenGuard {
  /** Who has claimed last is of no interest. */
  IGNORES_THE_EPOCH("AND epoch = ? AND (next", "AND epoch >= ? AND (next", false),

  /** Whether the range continues the last one is of no interest. */
  IGNORES_THE_OFFSET("(next_offset = ? OR", "(? >= 0 OR", false),

  /** A claim reads where to resume, but leaves no trace. */
  DOES_NOT_CLAIM("SET epoch = epoch + 1,", "SET epoch = epoch,", false),

  /** The position goes first, in a transaction of its own. */
  COMMITS_THE_POSITION_BEFORE_THE_ROWS("", "", true);

  private static final String MOVE = "UPDATE sluice_positions SET next_offset";

  private final String right;
  private final String wrong;
  private final boolean commitsEarly;

  BrokenGuard(String right, String wrong, boolean commitsEarly) {
    this.right = right;
    this.wrong = wrong;
    this.commitsEarly = commitsEarly;
  }

  /** What becomes of a statement. */
  UnaryOperator<String> alteration() {
    return sql -> sql.replace(right, wrong);
  }

  /** Whether a transaction is committed, and another begun, after this statement. */
  boolean commitsAfter(String sql) {
    return commitsEarly && sql.startsWith(MOVE);
  }
}
