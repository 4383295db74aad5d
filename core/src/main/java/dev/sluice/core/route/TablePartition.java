// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.route;

/**
 * One partition of one destination table: rows that are gathered together and written together.
 *
 * @param table the table's name
 * @param path the partition's directory below the table, {@code country=FR/day=2026-11-23}; empty
 *     for an unpartitioned table; already escaped
 */
public record TablePartition(String table, String path) {
  @Override
  public String toString() {
    return path.isEmpty() ? table : table + "/" + path;
  }
}
