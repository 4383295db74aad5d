// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Settings;
import dev.sluice.warehouse.dialect.TableName;
import java.util.List;

/**
 * What is to happen to which table.
 *
 * @param pipeline name under which positions are kept
 * @param key fields that make a row unique; empty in mode insert
 * @param where SQL condition that a row must meet; empty for all rows
 */
public record TableTarget(
    String pipeline, TableName table, Mode mode, List<String> key, String where) {
  public TableTarget {
    key = List.copyOf(key);
    if (mode == Mode.UPSERT && key.isEmpty()) {
      throw new RefusedException(
          "Table "
              + table
              + " has mode upsert and no key, so no row could be found again: set key to the fields"
              + " that make a row unique, or mode to insert");
    }
  }

  /** The target that the settings name. */
  public static TableTarget of(String pipeline, Settings settings) {
    return new TableTarget(
        pipeline,
        TableName.parse(settings.get(WarehouseSettings.TABLE)),
        settings.get(WarehouseSettings.MODE),
        settings.get(WarehouseSettings.KEY),
        settings.get(WarehouseSettings.WHERE));
  }

  boolean upsert() {
    return mode == Mode.UPSERT;
  }
}
