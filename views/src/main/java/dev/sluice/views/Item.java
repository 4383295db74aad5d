// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.Optional;

/**
 * One column of a view.
 *
 * @param text the expression as it stands in the SELECT
 * @param key whether it is a group key
 * @param measure how two partial values are put together; empty for keys, and for aggregates that
 *     cannot be put together
 */
record Item(String name, String text, boolean key, Optional<Measure> measure) {
  /** Aggregates of which partial values can be put together. */
  enum Measure {
    COUNT,
    SUM,
    MIN,
    MAX
  }
}
