// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.replay;

import dev.sluice.core.commit.Checksum;
import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Range;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.Header;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.route.TablePartition;
import dev.sluice.core.settings.Settings;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.lake.files.LakeLedger;
import dev.sluice.lake.stores.Store;
import dev.sluice.runtime.restore.RawFiles;
import dev.sluice.runtime.restore.RawRecord;
import dev.sluice.runtime.verify.KafkaLog;
import dev.sluice.warehouse.Databases;
import dev.sluice.warehouse.Generation;
import dev.sluice.warehouse.Maintenance;
import dev.sluice.warehouse.StagedRows;
import dev.sluice.warehouse.TableTarget;
import dev.sluice.warehouse.WarehouseDestination;
import dev.sluice.warehouse.WarehouseLedger;
import dev.sluice.warehouse.dialect.Database;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * History from a lake table of whole records: their bytes go the way that Kafka's go, through the
 * same decoders into the same commits, up to the offset at which Kafka's log begins.
 */
public final class RawLakePart implements LakePart {
  private static final int RECORDS_AT_ONCE = 50_000;
  private static final long BYTES_AT_ONCE = 32L << 20;
  private static final long BUDGET = 4 * BYTES_AT_ONCE;

  private final Map<String, String> config;
  private final String topic;
  private final String served;
  private final Map<String, String> kafkaClient;
  private final Optional<Lake> lake;
  private final boolean all;

  /** A lake table of whole records. */
  public record Lake(String name, String connector, Supplier<Store> store) {}

  /**
   * @param config properties of the served table's connector, with the registry's own address
   * @param lake the table to read; empty if the pipeline has none
   * @param all whether all that the lake has is read from it, and not only what Kafka lacks
   */
  public RawLakePart(
      Map<String, String> config,
      String topic,
      String served,
      Map<String, String> kafkaClient,
      Optional<Lake> lake,
      boolean all) {
    this.config = Map.copyOf(config);
    this.topic = topic;
    this.served = served;
    this.kafkaClient = Map.copyOf(kafkaClient);
    this.lake = lake;
    this.all = all;
  }

  @Override
  public void load(Generation generation, String connector, Watcher watcher) {
    Map<String, String> own = new HashMap<>(config);
    own.put("table", generation.table().toString());
    own.put("pipeline", connector);
    Settings settings = new Settings(own);
    try (Database database = Databases.open(settings)) {
      Map<TopicPartition, Long> kafka = kafkaStarts();
      Map<TopicPartition, Long> end = end(database, kafka);
      Map<TopicPartition, Long> have = positions(database, connector);
      end.keySet().removeIf(p -> end.get(p) <= have.getOrDefault(p, 0L));
      if (!end.isEmpty()) {
        load(new Part(settings, connector, have, end, kafka), database, watcher);
      }
    }
  }

  private Map<TopicPartition, Long> kafkaStarts() {
    Map<TopicPartition, Long> starts = new TreeMap<>();
    try (KafkaLog log = new KafkaLog(kafkaClient)) {
      log.bounds(topic).forEach((partition, bounds) -> starts.put(partition, bounds.start()));
    }
    return starts;
  }

  /** Up to where the lake is wanted: nowhere behind the served table. */
  private Map<TopicPartition, Long> end(Database database, Map<TopicPartition, Long> kafka) {
    Map<TopicPartition, Long> positions = positions(database, served);
    Map<TopicPartition, Long> end = new TreeMap<>();
    kafka.forEach(
        (partition, start) -> {
          long position = positions.getOrDefault(partition, 0L);
          end.put(partition, all ? position : Math.min(start, position));
        });
    return end;
  }

  private static Map<TopicPartition, Long> positions(Database database, String pipeline) {
    try (WarehouseLedger ledger = new WarehouseLedger(database, pipeline)) {
      return ledger.positions();
    }
  }

  /**
   * What is to be loaded.
   *
   * @param have where the generation is
   * @param end where it is to be; short of that, where the lake ends, if Kafka has the rest
   * @param kafka first offsets that Kafka has
   */
  private record Part(
      Settings settings,
      String connector,
      Map<TopicPartition, Long> have,
      Map<TopicPartition, Long> end,
      Map<TopicPartition, Long> kafka) {
    long from(TopicPartition partition) {
      return have.getOrDefault(partition, 0L);
    }

    long records() {
      return end.entrySet().stream().mapToLong(e -> e.getValue() - from(e.getKey())).sum();
    }
  }

  private void load(Part part, Database database, Watcher watcher) {
    Lake from =
        lake.orElseThrow(
            () ->
                new RefusedException(
                    "Kafka has deleted records of topic "
                        + topic
                        + " that the table was made of (it begins at "
                        + part.end()
                        + "), and the pipeline has no lake table of that topic with format: raw to take"
                        + " them from"));
    // Closed by the destination.
    Database target = Databases.open(part.settings());
    try (Store store = from.store().get();
        RawFiles files = new RawFiles(store);
        WarehouseDestination destination = destination(part, target)) {
      destination.open(part.end().keySet());
      Map<TopicPartition, List<Receipt>> receipts = receipts(from, store);
      Loader loader = new Loader(part, files, destination, watcher);
      for (TopicPartition partition : part.end().keySet()) {
        loader.load(partition, covering(part, partition, receipts, database));
      }
    } catch (IOException e) {
      throw new UnavailableException("The lake's files cannot be read: " + e.getMessage(), e);
    }
  }

  private WarehouseDestination destination(Part part, Database target) {
    Settings settings = part.settings();
    // What was refused the first time is among the dead letters since then, and counted again.
    return new WarehouseDestination(
        TableTarget.of(part.connector(), settings, settings.get(DecoderSettings.CONFLICTS)),
        target,
        Formats.of(settings, topic),
        rejections -> {},
        Maintenance.NONE);
  }

  private static Map<TopicPartition, List<Receipt>> receipts(Lake lake, Store store) {
    Map<TopicPartition, List<Receipt>> receipts = new TreeMap<>();
    for (Receipt receipt : new LakeLedger(lake.name(), store, lake.connector()).receipts()) {
      receipts.computeIfAbsent(receipt.range().partition(), p -> new ArrayList<>()).add(receipt);
    }
    receipts
        .values()
        .forEach(each -> each.sort(Comparator.comparingLong(receipt -> receipt.range().from())));
    return receipts;
  }

  /**
   * The commits of the lake that hold a stretch; every offset of it that the table had is there.
   */
  private List<Receipt> covering(
      Part part,
      TopicPartition partition,
      Map<TopicPartition, List<Receipt>> receipts,
      Database database) {
    List<Receipt> found = new ArrayList<>();
    long next = part.from(partition);
    long end = part.end().get(partition);
    long kafka = part.kafka().get(partition);
    for (Receipt receipt : receipts.getOrDefault(partition, List.of())) {
      if (receipt.range().to() > next && receipt.range().from() < end) {
        if (receipt.range().from() > next && next >= kafka) {
          return found;
        }
        requireNothing(database, partition, next, receipt.range().from());
        found.add(receipt);
        next = receipt.range().to();
      }
    }
    // The lake may be behind the warehouse: what it does not have yet, Kafka has.
    requireNothing(database, partition, next, Math.min(end, kafka));
    return found;
  }

  private void requireNothing(Database database, TopicPartition partition, long from, long to) {
    if (from >= to) {
      return;
    }
    try (WarehouseLedger ledger = new WarehouseLedger(database, served)) {
      boolean had =
          ledger.receipts().stream()
              .map(WarehouseLedger.Receipt::range)
              .anyMatch(
                  range ->
                      range.partition().equals(partition)
                          && range.records() > 0
                          && range.from() < to
                          && range.to() > from);
      if (had) {
        throw new RefusedException(
            "Offsets "
                + from
                + " to "
                + (to - 1)
                + " of "
                + partition
                + " are neither in Kafka nor in lake table "
                + lake.orElseThrow().name()
                + ", and the served table was made of some of them: a replay would lose them");
      }
    }
  }

  /** Puts records into commits. */
  private static final class Loader {
    private final Part part;
    private final RawFiles files;
    private final WarehouseDestination destination;
    private final Watcher watcher;
    private final MemoryBudget budget = new MemoryBudget(BUDGET);
    private long loaded;
    private Gathered gathered;
    private long from;
    private long checksum;

    Loader(Part part, RawFiles files, WarehouseDestination destination, Watcher watcher) {
      this.part = part;
      this.files = files;
      this.destination = destination;
      this.watcher = watcher;
    }

    void load(TopicPartition partition, List<Receipt> receipts) {
      // Without a position yet, the first commit may begin anywhere.
      from =
          part.have().containsKey(partition) || receipts.isEmpty()
              ? part.from(partition)
              : receipts.get(0).range().from();
      for (Receipt receipt : receipts) {
        begin(partition);
        long end = Math.min(receipt.range().to(), part.end().get(partition));
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
      watcher.at(loaded, part.records());
    }
  }
}
