// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.Optional;

/**
 * One column of a SELECT.
 *
 * @param text the expression as it stands in the SELECT
 * @param origin the same over one row of the FROM; empty if it needs more rows than one
 * @param measure how two partial values are put together; empty for others
 */
record Item(String name, String text, Optional<Origin> origin, Optional<Measure> measure) {
  /** Aggregates of which partial values can be put together. */
  enum Measure {
    /** {@code count(*)} of all of a group's rows. */
    ROWS,
    COUNT,
    SUM,
    MIN,
    MAX
  }
}
