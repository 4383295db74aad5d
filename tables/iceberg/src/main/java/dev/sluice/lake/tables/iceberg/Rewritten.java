// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import org.apache.iceberg.DataOperations;
import org.apache.iceberg.TableMetadata;

/**
 * Whether somebody has replaced or removed files of a table, or rows of them. Snapshots tell it,
 * and snapshots go; so a table that is seen to be so keeps it in a property.
 */
final class Rewritten {
  static final String PROPERTY = "sluice.rewritten";

  private Rewritten() {}

  static boolean is(TableMetadata table) {
    return isMarked(table) || isSeen(table);
  }

  /** Whether its snapshots tell it, and its properties do not yet. */
  static boolean isNews(TableMetadata table) {
    return !isMarked(table) && isSeen(table);
  }

  private static boolean isMarked(TableMetadata table) {
    return table.propertyAsBoolean(PROPERTY, false);
  }

  private static boolean isSeen(TableMetadata table) {
    return table.snapshots().stream()
        .anyMatch(snapshot -> !DataOperations.APPEND.equals(snapshot.operation()));
  }
}
