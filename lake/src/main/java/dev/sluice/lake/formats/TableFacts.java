// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import java.util.Map;

/**
 * What a table's metadata will say of a file.
 *
 * @param table id of the table that gave the file's columns their numbers
 * @param columns by number
 */
public record TableFacts(String table, Map<Integer, ColumnFacts> columns) {
  public TableFacts {
    columns = Map.copyOf(columns);
  }
}
