// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Range;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.route.Router;
import dev.sluice.core.route.TablePartition;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.KafkaColumns;
import dev.sluice.core.shred.SortOrder;
import dev.sluice.core.shred.Tombstones;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.Unwrapping;
import dev.sluice.decoders.json.JsonFormat;
import dev.sluice.lake.LakeSettings;
import dev.sluice.lake.files.StagedFile;
import dev.sluice.lake.files.TableEncoder;
import dev.sluice.lake.formats.parquet.ParquetCodec;
import dev.sluice.lake.formats.parquet.ParquetFormat;
import dev.sluice.lake.formats.parquet.ParquetOptions;
import dev.sluice.lake.stores.LocalStore;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/** Orders in JSON, landed in a table and read back by Iceberg's own reader. */
final class Shop {
  private final Path folder;
  private final Settings settings;

  /**
   * @param partition as users write it; empty for an unpartitioned table
   */
  Shop(Path folder, String partition) {
    this(folder, Map.of("partition", partition));
  }

  /**
   * @param more settings of the table
   */
  Shop(Path folder, Map<String, String> more) {
    this.folder = folder;
    Map<String, String> texts = new HashMap<>(more);
    texts.put("table", "orders");
    texts.put("location", folder.toString());
    texts.put("table.format", "iceberg");
    this.settings = new Settings(texts);
  }

  Store store() {
    return new LocalStore(folder);
  }

  IcebergDestination owner(Store store, Conflicts conflicts) {
    WireFormat wire = new JsonFormat(Unwrapping.NONE, conflicts);
    TableEncoder encoder =
        new TableEncoder(
            wire,
            Tombstones.IGNORE,
            new KafkaColumns("_kafka_", List.of(KafkaColumns.Part.OFFSET)),
            SortOrder.NONE,
            new ParquetFormat(ParquetCodec.ZSTD, ParquetOptions.USUAL));
    return IcebergDestination.of(
        settings,
        new TablePlan(
            folder.toString(),
            "shop",
            LakeSettings.naming(settings),
            LakeSettings.tablePartitions(settings),
            conflicts,
            Duration.ofDays(1)),
        encoder,
        store,
        InstantSource.system());
  }

  IcebergDestination owner() {
    return owner(store(), Conflicts.WIDEN);
  }

  /** Gathers values from an offset on, by the table's partition, and writes a file for each. */
  Commit<StagedFile> staged(
      IcebergDestination owner, TopicPartition source, long from, String... values) {
    Router router =
        LakeSettings.router(
            settings, new JsonFormat(Unwrapping.NONE, Conflicts.WIDEN), InstantSource.system());
    Map<TablePartition, Gathered> gathered = new LinkedHashMap<>();
    long offset = from;
    for (String value : values) {
      byte[] bytes = value.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
      Envelope record = new Envelope(source, offset++, 0, null, bytes, List.of());
      try {
        gathered
            .computeIfAbsent(
                router.route(record),
                target -> new Gathered(source, target, new MemoryBudget(1 << 20)))
            .add(record);
      } catch (MalformedException e) {
        throw new AssertionError(e);
      }
    }
    List<StagedFile> files = new ArrayList<>();
    long rejected = 0;
    for (Gathered each : gathered.values()) {
      StagedFile file = owner.stage(each);
      rejected += file.rejections().size();
      files.add(file);
    }
    return new Commit<>(
        List.of(new Range(source, from, offset, values.length, rejected, 0)), files);
  }

  void land(IcebergDestination owner, TopicPartition source, long from, String... values) {
    owner.commit(staged(owner, source, from, values));
  }

  /** The value of a task's record. */
  interface Values {
    String of(int partition, int number);
  }

  /**
   * Two tasks land at the same time, a record with each commit; every one is there, and once.
   *
   * @param values have an id of 1000 for each partition, and the number
   */
  void landSideBySide(int commits, Values values) throws InterruptedException {
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    List<Thread> tasks = new ArrayList<>();
    for (int partition = 0; partition < 2; partition++) {
      TopicPartition source = new TopicPartition("orders", partition);
      Thread task = new Thread(() -> landAll(source, commits, values));
      task.setUncaughtExceptionHandler((thread, e) -> failures.add(e));
      tasks.add(task);
      task.start();
    }
    for (Thread task : tasks) {
      task.join();
    }
    assertThat(failures).isEmpty();
    assertThat(ids())
        .isEqualTo(
            LongStream.concat(LongStream.range(0, commits), LongStream.range(1000, 1000 + commits))
                .boxed()
                .toList());
  }

  private void landAll(TopicPartition source, int commits, Values values) {
    try (IcebergDestination owner = owner()) {
      owner.open(List.of(source));
      for (int i = 0; i < commits; i++) {
        land(owner, source, i, values.of(source.partition(), i));
      }
    }
  }

  Table table() {
    TableOperations operations = IcebergSettings.operations(settings, store(), folder.toString());
    operations.refresh();
    return new BaseTable(operations, folder.toString());
  }

  /** Each row's values by column, without those that are null, in the order of their ids. */
  List<Map<String, Object>> rows(Expression... filters) {
    List<Map<String, Object>> rows = new ArrayList<>();
    IcebergGenerics.ScanBuilder scan = IcebergGenerics.read(table());
    for (Expression filter : filters) {
      scan = scan.where(filter);
    }
    try (CloseableIterable<Record> records = scan.build()) {
      for (Record record : records) {
        Map<String, Object> row = new TreeMap<>();
        for (Types.NestedField field : record.struct().fields()) {
          Object value = record.getField(field.name());
          if (value != null) {
            row.put(field.name(), value);
          }
        }
        rows.add(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    rows.sort((a, b) -> Long.compare(number(a.get("id")), number(b.get("id"))));
    return rows;
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }

  List<Long> ids(Expression... filters) {
    return rows(filters).stream().map(row -> number(row.get("id"))).toList();
  }
}
