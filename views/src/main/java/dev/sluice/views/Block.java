// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.List;
import java.util.Optional;

/**
 * One SELECT, and those in its FROM.
 *
 * @param from where the rows of the innermost come from
 * @param where the condition of the innermost
 * @param items its columns
 * @param bound what keeps rows apart that are computed with each other; empty if each is computed
 *     alone
 * @param ofGroups whether it has a row for each group of rows, with its keys, and of these alone
 * @param notAdditive why partial values cannot be put together; empty if they can
 */
record Block(
    From from,
    Optional<String> where,
    List<Item> items,
    Optional<List<Origin>> bound,
    boolean ofGroups,
    String notAdditive) {

  /** Columns that keep rows apart. */
  List<Item> keys() {
    return items.stream()
        .filter(item -> item.origin().filter(this::keepsApart).isPresent())
        .toList();
  }

  private boolean keepsApart(Origin origin) {
    return bound.isEmpty() || bound.get().stream().anyMatch(origin::same);
  }
}
