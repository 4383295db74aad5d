// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.replay;

import dev.sluice.core.settings.Settings;
import dev.sluice.warehouse.Databases;
import dev.sluice.warehouse.LakeCommits;
import dev.sluice.warehouse.Mode;
import dev.sluice.warehouse.WarehouseSettings;
import dev.sluice.warehouse.dialect.Database;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a pipeline's lake has of a topic.
 *
 * @param raw a table of whole records
 * @param parquet a table of rows
 */
public record LakeParts(Optional<LakeTable> raw, Optional<LakeTable> parquet) {
  /**
   * The part of a table's history that comes from the lake: of whole records where there are any,
   * because they are read as today's settings say; otherwise of rows, which a database that can
   * reads itself, for a table into which every record is inserted.
   *
   * @param config properties of the served table's connector, with the registry's own address
   * @param served under which name the served table's positions are kept
   * @param all whether all that the lake has is read from it, and not only what Kafka lacks
   * @param scratch a folder for copies of files
   */
  public LakePart of(
      Map<String, String> config,
      String topic,
      String served,
      Map<String, String> kafkaClient,
      boolean all,
      Path scratch) {
    LakeStretch.Source source = new LakeStretch.Source(topic, served, kafkaClient, all);
    if (raw.isPresent() || parquet.isEmpty()) {
      return new RawLakePart(config, source, raw);
    }
    return filesAreEnough(new Settings(config), parquet.get())
        ? new ParquetLakePart(config, source, parquet.get(), scratch)
        : new RowsLakePart(config, source, parquet.get(), scratch);
  }

  private static boolean filesAreEnough(Settings settings, LakeTable lake) {
    if (settings.get(WarehouseSettings.MODE) != Mode.INSERT
        || !settings.get(WarehouseSettings.TIME).isEmpty()
        || !lake.kafka().containsAll(settings.get(WarehouseSettings.KAFKA))) {
      return false;
    }
    try (Database database = Databases.open(settings)) {
      return LakeCommits.areReadBy(database);
    }
  }
}
