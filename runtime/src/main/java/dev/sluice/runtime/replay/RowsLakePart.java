// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.replay;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Range;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.RecordFormats;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.lake.stores.Store;
import dev.sluice.runtime.batch.LocalFiles;
import dev.sluice.warehouse.Databases;
import dev.sluice.warehouse.Generation;
import dev.sluice.warehouse.Maintenance;
import dev.sluice.warehouse.StagedRows;
import dev.sluice.warehouse.TableTarget;
import dev.sluice.warehouse.WarehouseDestination;
import dev.sluice.warehouse.WarehouseSettings;
import dev.sluice.warehouse.dialect.Database;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * History from a lake table in Parquet, row by row into the commits that Kafka's records go into:
 * for databases that do not read the files themselves, and for tables in which rows replace others
 * or have an event time. A commit of the lake becomes one of the table.
 */
final class RowsLakePart implements LakePart {
  private final Map<String, String> config;
  private final LakeStretch.Source source;
  private final LakeTable lake;
  private final Path scratch;

  /**
   * @param config properties of the served table's connector
   * @param scratch a folder for copies of files
   */
  RowsLakePart(
      Map<String, String> config, LakeStretch.Source source, LakeTable lake, Path scratch) {
    this.config = Map.copyOf(config);
    this.source = source;
    this.lake = lake;
    this.scratch = scratch;
  }

  @Override
  public void load(Generation generation, String connector, Watcher watcher) {
    Settings settings = own(generation, connector);
    try (Database database = Databases.open(settings)) {
      LakeStretch stretch = new LakeStretch(database, source, connector);
      if (!stretch.partitions().isEmpty()) {
        RowNeeds needs = new RowNeeds(lake.name(), settings);
        needs.requireRows();
        load(stretch, needs, connector, watcher);
      }
    }
  }

  private Settings own(Generation generation, String connector) {
    Map<String, String> own = new HashMap<>(config);
    own.put(WarehouseSettings.TABLE.name(), generation.table().toString());
    own.put("pipeline", connector);
    return new Settings(own);
  }

  private void load(LakeStretch stretch, RowNeeds needs, String connector, Watcher watcher) {
    RowFormat format = new RowFormat();
    try (Store store = lake.store().get();
        LocalFiles files = new LocalFiles(store, lake.location(), scratch);
        WarehouseDestination destination = destination(needs.settings(), connector, format)) {
      List<Receipt> commits = new WholeCommits(stretch, lake).of(lake.receipts(store));
      commits.forEach(needs::requireNoDeletes);
      destination.open(stretch.partitions());
      long records = 0;
      for (Receipt commit : commits) {
        List<StagedRows> staged =
            commit.files().isEmpty()
                ? List.of()
                : staged(commit, files.of(commit.files()), needs, destination, format);
        files.forget();
        destination.commit(new Commit<>(List.of(range(commit, staged)), staged));
        records += commit.range().records();
        watcher.at(records, stretch.records());
      }
    }
  }

  /** What was refused the first time is among the dead letters since then, and counted again. */
  private static WarehouseDestination destination(
      Settings settings, String connector, RowFormat format) {
    return new WarehouseDestination(
        TableTarget.of(connector, settings, settings.get(DecoderSettings.CONFLICTS)),
        Databases.open(settings),
        RecordFormats.of(format),
        rejections -> {},
        Maintenance.NONE);
  }

  private List<StagedRows> staged(
      Receipt commit,
      List<Path> files,
      RowNeeds needs,
      WarehouseDestination destination,
      RowFormat format) {
    List<StagedRows> staged = new ArrayList<>();
    try (CommitRows rows = CommitRows.open(commit, files, scratch.resolve("commit.parquet"))) {
      needs.requireColumns(rows::has, commit.range());
      needs.requireMemory(rows.bytes(), Runtime.getRuntime().maxMemory(), commit.range());
      format.of(rows.rows());
      MemoryBudget budget = new MemoryBudget(Long.MAX_VALUE);
      Gathered records = rows.next(budget);
      while (records.records() > 0) {
        staged.add(destination.stage(records));
        records = rows.next(budget);
      }
    }
    return staged;
  }

  private static Range range(Receipt commit, List<StagedRows> staged) {
    Range range = commit.range();
    long rejected = staged.stream().mapToLong(rows -> rows.rejections().size()).sum();
    return new Range(
        range.partition(),
        range.from(),
        range.to(),
        range.records(),
        range.rejected() + rejected,
        range.ignored(),
        range.checksum());
  }
}
