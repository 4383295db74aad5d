// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.replay;

import dev.sluice.core.commit.Receipt;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.Store;
import dev.sluice.runtime.batch.LocalFiles;
import dev.sluice.warehouse.Databases;
import dev.sluice.warehouse.Generation;
import dev.sluice.warehouse.LakeCommits;
import dev.sluice.warehouse.LakeCommits.LakeCommit;
import dev.sluice.warehouse.WarehouseSettings;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.TableName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * History from a lake table in Parquet, whole commits of it, which the database reads itself. The
 * rows are those that the lake was given, so what a change of today's settings would make of the
 * records is not seen; the comparison with the served table tells.
 */
final class ParquetLakePart implements LakePart {
  /** Rows of a transaction: so much is done again after a crash. */
  private static final long ROWS_AT_ONCE = 2_000_000;

  private final Map<String, String> config;
  private final LakeStretch.Source source;
  private final LakeTable lake;
  private final Path scratch;

  /**
   * @param config properties of the served table's connector
   * @param scratch a folder for copies of files that are on no disk of this machine
   */
  ParquetLakePart(
      Map<String, String> config, LakeStretch.Source source, LakeTable lake, Path scratch) {
    this.config = Map.copyOf(config);
    this.source = source;
    this.lake = lake;
    this.scratch = scratch;
  }

  @Override
  public void load(Generation generation, String connector, Watcher watcher) {
    Settings settings = new Settings(config);
    try (Database database = Databases.open(settings);
        LakeCommits target =
            new LakeCommits(
                database,
                connector,
                generation.table(),
                settings.find(WarehouseSettings.WHERE).orElse(""))) {
      LakeStretch stretch = new LakeStretch(database, source, connector);
      if (!stretch.partitions().isEmpty()) {
        target.open(TableName.parse(settings.get(WarehouseSettings.TABLE)), stretch.partitions());
        load(stretch, target, watcher);
      }
    }
  }

  private void load(LakeStretch stretch, LakeCommits target, Watcher watcher) {
    try (Store store = lake.store().get();
        LocalFiles files = new LocalFiles(store, lake.location(), scratch)) {
      List<Receipt> all = new WholeCommits(stretch, lake).of(lake.receipts(store));
      List<LakeCommit> next = new ArrayList<>();
      long rows = 0;
      long records = 0;
      for (int i = 0; i < all.size(); i++) {
        Receipt receipt = all.get(i);
        next.add(
            new LakeCommit(
                receipt.range(),
                files.of(receipt.files()).stream().map(Path::toString).toList(),
                receipt.rows()));
        rows += receipt.rows();
        records += receipt.range().records();
        if (rows >= ROWS_AT_ONCE || i == all.size() - 1) {
          target.load(next);
          files.forget();
          next.clear();
          rows = 0;
          watcher.at(records, stretch.records());
        }
      }
    }
  }
}
