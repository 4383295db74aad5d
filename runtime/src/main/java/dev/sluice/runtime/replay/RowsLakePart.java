// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.replay;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Range;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.KafkaColumns.Part;
import dev.sluice.core.shred.RecordFormats;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.decoders.Unwrapping;
import dev.sluice.lake.stores.Store;
import dev.sluice.runtime.batch.LocalFiles;
import dev.sluice.warehouse.Databases;
import dev.sluice.warehouse.Deletes;
import dev.sluice.warehouse.Generation;
import dev.sluice.warehouse.Maintenance;
import dev.sluice.warehouse.Mode;
import dev.sluice.warehouse.StagedRows;
import dev.sluice.warehouse.TableTarget;
import dev.sluice.warehouse.WarehouseDestination;
import dev.sluice.warehouse.WarehouseSettings;
import dev.sluice.warehouse.dialect.Database;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * History from a lake table in Parquet, row by row into the commits that Kafka's records go into:
 * for databases that do not read the files themselves, and for tables in which rows replace others
 * or have an event time. A commit of the lake becomes one of the table.
 */
final class RowsLakePart implements LakePart {
  /** What a commit may take of the memory there is. */
  private static final int SHARE_OF_MEMORY = 4;

  /** What is known of each record without a column for it. */
  private static final Set<Part> KNOWN = EnumSet.of(Part.TOPIC, Part.PARTITION);

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
        requireRows(settings);
        load(stretch, settings, connector, watcher);
      }
    }
  }

  private Settings own(Generation generation, String connector) {
    Map<String, String> own = new HashMap<>(config);
    own.put(WarehouseSettings.TABLE.name(), generation.table().toString());
    own.put("pipeline", connector);
    return new Settings(own);
  }

  /** In a lake, a change event that deletes a row is one, with the state before. */
  private void requireRows(Settings settings) {
    boolean events = settings.get(DecoderSettings.ENVELOPE) == Unwrapping.Envelope.DEBEZIUM;
    if (events && settings.get(WarehouseSettings.MODE) == Mode.UPSERT) {
      throw new RefusedException(
          "Lake table "
              + lake.name()
              + " holds the rows of change events, and not which of them delete the row of their"
              + " key: a replay in mode upsert needs a lake table of the topic with format: raw");
    }
  }

  private void load(LakeStretch stretch, Settings settings, String connector, Watcher watcher) {
    RowFormat format = new RowFormat();
    try (Store store = lake.store().get();
        LocalFiles files = new LocalFiles(store, lake.location(), scratch);
        WarehouseDestination destination = destination(settings, connector, format)) {
      List<Receipt> commits = new WholeCommits(stretch, lake).of(lake.receipts(store));
      commits.forEach(commit -> requireNoDeletes(commit, settings));
      destination.open(stretch.partitions());
      long records = 0;
      for (Receipt commit : commits) {
        destination.commit(staged(commit, files, settings, destination, format));
        files.forget();
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

  private void requireNoDeletes(Receipt commit, Settings settings) {
    boolean deleting =
        settings.get(WarehouseSettings.MODE) == Mode.UPSERT
            && settings.get(WarehouseSettings.DELETES) == Deletes.APPLY;
    long without = commit.range().rejected() + commit.range().ignored();
    if (deleting && without > 0) {
      throw new RefusedException(
          "Of offsets "
              + described(commit.range())
              + ", "
              + without
              + " are no rows of lake table "
              + lake.name()
              + ": they may have deleted rows of the table, whose deletes is apply. A replay needs"
              + " a lake table of the topic with format: raw");
    }
  }

  private Commit<StagedRows> staged(
      Receipt commit,
      LocalFiles files,
      Settings settings,
      WarehouseDestination destination,
      RowFormat format) {
    List<StagedRows> staged = new ArrayList<>();
    if (!commit.files().isEmpty()) {
      List<Path> paths = files.of(commit.files());
      try (CommitRows rows = new CommitRows(commit, paths, scratch.resolve("commit.parquet"))) {
        requireColumns(rows, commit.range(), settings);
        requireMemory(rows, commit.range());
        format.of(rows.rows());
        MemoryBudget budget = new MemoryBudget(Long.MAX_VALUE);
        Gathered records = rows.next(budget);
        while (records.records() > 0) {
          staged.add(destination.stage(records));
          records = rows.next(budget);
        }
      }
    }
    Range range = commit.range();
    long rejected = staged.stream().mapToLong(rows -> rows.rejections().size()).sum();
    return new Commit<>(
        List.of(
            new Range(
                range.partition(),
                range.from(),
                range.to(),
                range.records(),
                range.rejected() + rejected,
                range.ignored(),
                range.checksum())),
        staged);
  }

  private void requireColumns(CommitRows rows, Range range, Settings settings) {
    Set<Part> wanted = EnumSet.noneOf(Part.class);
    wanted.addAll(settings.get(WarehouseSettings.KAFKA));
    if (settings.get(WarehouseSettings.MODE) == Mode.UPSERT) {
      // A commit's files may hold rows of one key each, and the last row wins.
      wanted.add(Part.OFFSET);
    }
    for (Part part : wanted) {
      boolean kept = part == Part.OFFSET || part == Part.TIMESTAMP;
      if (!KNOWN.contains(part) && !(kept && rows.has(part))) {
        throw new RefusedException(
            "The files of offsets "
                + described(range)
                + " in lake table "
                + lake.name()
                + " do not say the "
                + part.name().toLowerCase(Locale.ROOT)
                + " of their rows, which table "
                + settings.get(WarehouseSettings.TABLE)
                + " needs: a replay of these offsets needs a lake table of the topic with format:"
                + " raw, or in Parquet with columns.kafka: [offset, timestamp] from the first row"
                + " on");
      }
    }
  }

  private void requireMemory(CommitRows rows, Range range) {
    long most = Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY;
    if (rows.bytes() > most) {
      throw new RefusedException(
          "Offsets "
              + described(range)
              + " are one commit of lake table "
              + lake.name()
              + " with "
              + (rows.bytes() >> 20)
              + " MiB of rows, and one transaction takes at most a quarter of this process's memory,"
              + " "
              + (most >> 20)
              + " MiB: give the process more, or replay from a lake table with format: raw");
    }
  }

  private static String described(Range range) {
    return range.from() + " to " + (range.to() - 1) + " of " + range.partition();
  }
}
