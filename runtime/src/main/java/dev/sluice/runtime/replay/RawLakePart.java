// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.replay;

import dev.sluice.core.commit.Checksum;
import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Range;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.Header;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.route.TablePartition;
import dev.sluice.core.settings.Settings;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.lake.stores.Store;
import dev.sluice.runtime.restore.RawFiles;
import dev.sluice.runtime.restore.RawRecord;
import dev.sluice.warehouse.Databases;
import dev.sluice.warehouse.Generation;
import dev.sluice.warehouse.Maintenance;
import dev.sluice.warehouse.StagedRows;
import dev.sluice.warehouse.TableTarget;
import dev.sluice.warehouse.WarehouseDestination;
import dev.sluice.warehouse.dialect.Database;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * History from a lake table of whole records: their bytes go the way that Kafka's go, through the
 * same decoders into the same commits, up to the offset at which Kafka's log begins.
 */
final class RawLakePart implements LakePart {
  private static final int RECORDS_AT_ONCE = 50_000;
  private static final long BYTES_AT_ONCE = 32L << 20;
  private static final long BUDGET = 4 * BYTES_AT_ONCE;

  private final Map<String, String> config;
  private final LakeStretch.Source source;
  private final Optional<LakeTable> lake;

  /**
   * @param config properties of the served table's connector, with the registry's own address
   * @param lake the table to read; empty if the pipeline has none
   */
  RawLakePart(Map<String, String> config, LakeStretch.Source source, Optional<LakeTable> lake) {
    this.config = Map.copyOf(config);
    this.source = source;
    this.lake = lake;
  }

  @Override
  public void load(Generation generation, String connector, Watcher watcher) {
    Map<String, String> own = new HashMap<>(config);
    own.put("table", generation.table().toString());
    own.put("pipeline", connector);
    Settings settings = new Settings(own);
    try (Database database = Databases.open(settings)) {
      LakeStretch stretch = new LakeStretch(database, source, connector);
      if (!stretch.partitions().isEmpty()) {
        load(stretch, lake.orElseThrow(stretch::noLake), destination(settings, connector), watcher);
      }
    }
  }

  private static void load(
      LakeStretch stretch, LakeTable from, WarehouseDestination opened, Watcher watcher) {
    try (WarehouseDestination destination = opened;
        Store store = from.store().get();
        RawFiles files = new RawFiles(store)) {
      destination.open(stretch.partitions());
      Map<TopicPartition, List<Receipt>> receipts = from.receipts(store);
      Loader loader = new Loader(stretch, files, destination, watcher);
      for (TopicPartition partition : stretch.partitions()) {
        List<Receipt> all = receipts.getOrDefault(partition, List.of());
        loader.load(partition, stretch.covering(partition, all, from));
      }
    } catch (IOException e) {
      throw new UnavailableException("The lake's files cannot be read: " + e.getMessage(), e);
    }
  }

  private WarehouseDestination destination(Settings settings, String connector) {
    // What was refused the first time is among the dead letters since then, and counted again.
    return new WarehouseDestination(
        TableTarget.of(connector, settings, settings.get(DecoderSettings.CONFLICTS)),
        Databases.open(settings),
        Formats.of(settings, source.topic()),
        rejections -> {},
        Maintenance.NONE);
  }

  /** Puts records into commits. */
  private static final class Loader {
    private final LakeStretch stretch;
    private final RawFiles files;
    private final WarehouseDestination destination;
    private final Watcher watcher;
    private final MemoryBudget budget = new MemoryBudget(BUDGET);
    private long loaded;
    private Gathered gathered;
    private long from;
    private long checksum;

    Loader(LakeStretch stretch, RawFiles files, WarehouseDestination destination, Watcher watcher) {
      this.stretch = stretch;
      this.files = files;
      this.destination = destination;
      this.watcher = watcher;
    }

    void load(TopicPartition partition, List<Receipt> receipts) {
      // Without a position yet, the first commit may begin anywhere.
      from =
          stretch.hasBegun(partition) || receipts.isEmpty()
              ? stretch.from(partition)
              : receipts.get(0).range().from();
      for (Receipt receipt : receipts) {
        begin(partition);
        long end = Math.min(receipt.range().to(), stretch.to(partition));
        files.read(receipt, from, end, record -> take(partition, record));
        commit(partition, end);
      }
    }

    private void begin(TopicPartition partition) {
      gathered = new Gathered(partition, new TablePartition("replay", ""), budget);
      checksum = 0;
    }

    private void take(TopicPartition partition, RawRecord record) {
      gathered.add(
          new Envelope(
              partition,
              record.offset(),
              record.timestamp(),
              record.key(),
              record.value(),
              record.headers().stream().map(h -> new Header(h.name(), h.value())).toList()));
      checksum += Checksum.of(record.value());
      loaded++;
      if (gathered.records() >= RECORDS_AT_ONCE || gathered.bytes() >= BYTES_AT_ONCE) {
        commit(partition, record.offset() + 1);
        begin(partition);
      }
    }

    private void commit(TopicPartition partition, long to) {
      if (to <= from) {
        gathered.release();
        return;
      }
      long records = gathered.records();
      StagedRows staged = destination.stage(gathered);
      gathered.release();
      Range range =
          new Range(
              partition, from, to, records, staged.rejections().size(), staged.ignored(), checksum);
      destination.commit(new Commit<>(List.of(range), List.of(staged)));
      from = to;
      watcher.at(loaded, stretch.records());
    }
  }
}
