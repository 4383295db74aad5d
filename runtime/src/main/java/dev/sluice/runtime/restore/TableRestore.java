// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.restore;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.lake.FormatSettings;
import dev.sluice.lake.files.LakeLedger;
import dev.sluice.lake.formats.Format;
import dev.sluice.lake.stores.Store;
import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.process.ConnectorPlans;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A restore of a table that a pipeline file names. */
public final class TableRestore {
  private TableRestore() {}

  /**
   * Restores the table, or what earlier runs have left of it.
   *
   * @throws RefusedException if the file has no such table, or it does not hold whole records
   */
  public static RestoreProgress run(
      PipelineFile file,
      Home home,
      String name,
      RestoreOptions options,
      Consumer<RestoreProgress> watcher)
      throws IOException {
    PipelineFile.Section table = table(file, name);
    String positions = ConnectorPlans.lakeName(file, table);
    try (Store store = new ConnectorPlans(file, home, "", Map.of()).lakeStore(table)) {
      LakeLedger ledger = new LakeLedger(table.name(), store, positions);
      return new Restore(positions, store, ledger, options).run(watcher);
    }
  }

  private static PipelineFile.Section table(PipelineFile file, String name) {
    PipelineFile.Section table =
        file.lakeTables().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new RefusedException(
                        "the pipeline file has no lake table '"
                            + name
                            + "'; it has "
                            + file.lakeTables().stream()
                                .map(PipelineFile.Section::name)
                                .collect(Collectors.joining(", "))));
    if (table.settings().get(FormatSettings.FORMAT) != Format.RAW) {
      throw new RefusedException(
          "lake table '"
              + name
              + "' does not hold whole records, so no topic can be written again from it; only tables of format raw do");
    }
    return table;
  }
}
