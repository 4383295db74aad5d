// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.List;

/**
 * The table a view reads.
 *
 * @param name its name alone
 * @param sql its name as it is written in SQL, quoted and qualified
 * @param columns names of its columns; empty if they are not known yet
 * @param key its key, in mode upsert; empty for a table that is only inserted into
 */
public record Base(String name, String sql, List<String> columns, List<String> key) {
  public Base {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }
}
