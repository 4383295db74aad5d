// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.List;

/**
 * How a table, or a view, changes within a transaction.
 *
 * @param source what changes
 * @param rows name of a table: that holds the new rows if rows only come; else the keys of all rows
 *     that come, go, or are replaced
 * @param names columns of {@code rows} that hold the source's key; empty if rows only come
 */
record Change(Base source, String rows, List<String> names) {
  Change {
    names = List.copyOf(names);
  }

  boolean appends() {
    return names.isEmpty();
  }
}
