// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.export;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.warehouse.Mode;
import dev.sluice.warehouse.WarehouseSettings;

/** A warehouse table into which every record is inserted, so that others can count them too. */
final class InsertedTable {
  private InsertedTable() {}

  /**
   * Refuses tables of which the lake and the topic have more rows than the warehouse.
   *
   * @throws RefusedException for a table that replaces rows by key
   */
  static void require(PipelineFile.Section table, String view) {
    if (table.settings().get(WarehouseSettings.MODE) == Mode.UPSERT) {
      throw new RefusedException(
          "View "
              + view
              + " reads "
              + table.name()
              + ", which replaces rows by key: the topic and the lake hold the older ones too, and"
              + " they would be counted. Leave the view out, or export to dbt");
    }
  }
}
