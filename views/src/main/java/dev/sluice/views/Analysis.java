// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.List;
import java.util.Optional;

/**
 * What a view's SELECT says.
 *
 * @param where text of the condition on the rows of the FROM
 * @param items the view's columns
 * @param keys columns that keep rows apart: the view's rows of one key depend on no row of another
 * @param rowByRow whether each row of the FROM gives its rows of the view alone
 * @param ofGroups whether it has a row for each group of rows that {@code where} lets pass, with
 *     its keys, and computed of the group's rows alone
 * @param notAdditive why the measures of two parts of the rows cannot be put together; empty if
 *     they can
 * @param ending the key that says when a group is final; empty if nobody asks
 */
record Analysis(
    ViewDefinition view,
    From from,
    Optional<String> where,
    List<Item> items,
    List<Item> keys,
    boolean rowByRow,
    boolean ofGroups,
    String notAdditive,
    Optional<Item> ending) {
  Analysis {
    items = List.copyOf(items);
    keys = List.copyOf(keys);
  }

  boolean additive() {
    return notAdditive.isEmpty();
  }

  List<Item> measures() {
    return items.stream().filter(item -> !keys.contains(item)).toList();
  }

  List<String> columns() {
    return items.stream().map(Item::name).toList();
  }
}
