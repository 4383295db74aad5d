// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.List;
import java.util.Optional;

/**
 * What a view's SELECT says.
 *
 * @param baseTable the one table it reads, as written
 * @param alias what its columns may be qualified with
 * @param where text of the condition on rows
 * @param having whether groups are left out
 */
record Analysis(
    ViewDefinition view,
    String baseTable,
    String alias,
    List<Item> items,
    Optional<String> where,
    boolean having) {
  Analysis {
    items = List.copyOf(items);
  }

  List<Item> keys() {
    return items.stream().filter(Item::key).toList();
  }

  List<Item> measures() {
    return items.stream().filter(item -> !item.key()).toList();
  }
}
