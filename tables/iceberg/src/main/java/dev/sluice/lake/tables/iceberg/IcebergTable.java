// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.lake.files.Manifest;
import dev.sluice.lake.formats.TableFacts;
import dev.sluice.lake.partition.TablePartitions;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table of Apache Iceberg that follows the manifests of a pipeline. Its properties say up to
 * which manifest of each topic-partition it lists the files, and change in the same commit as the
 * list; so it can be brought up to date by anybody, at any time, as often as one likes.
 * Thread-safe.
 */
final class IcebergTable {
  private static final Logger LOG = LoggerFactory.getLogger(IcebergTable.class);
  private static final int MOST_FILES = 5_000;
  private static final int TRIES = 100;
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);
  private static final int NANOSECONDS_VERSION = 3;

  private final TableOperations operations;
  private final String root;
  private final String pipeline;
  private final TablePartitions partitions;
  private final Duration snapshotsKept;
  private volatile TableMetadata known;

  /** A state of the table that has been found to have this partition. */
  private volatile TableMetadata ours;

  /**
   * @param root the table's location, as its metadata says it
   * @param pipeline whose manifests are followed
   * @param partitions of the files
   * @param snapshotsKept age after which a snapshot goes, where the table does not say it itself
   */
  IcebergTable(
      TableOperations operations,
      String root,
      String pipeline,
      TablePartitions partitions,
      Duration snapshotsKept) {
    this.snapshotsKept = snapshotsKept;
    this.operations = operations;
    this.root = root;
    this.pipeline = pipeline;
    this.partitions = partitions;
  }

  /**
   * Columns with the numbers that a table gave them.
   *
   * @param table its id
   */
  record Numbered(String table, Types.StructType columns) {}

  /** The columns it has, as far as is known here; none before there is a table. */
  Types.StructType columns() {
    TableMetadata now = known;
    return now == null ? Types.StructType.of() : now.schema().asStruct();
  }

  /**
   * The columns of a file with the table's numbers. Columns that the table lacks, or has in a
   * narrower type, it gets first; the first file makes the table.
   *
   * @throws UnavailableException if the table cannot take them as they are: somebody else has
   *     changed it meanwhile, and what is decoded anew goes by its new columns
   */
  Numbered numbered(Types.StructType file) {
    TableMetadata now = known;
    if (now == null || !TableTypes.covers(now.schema().asStruct(), file)) {
      now = grown(file);
    }
    requireOurs(now);
    TableTypes.requireValues(now.schema().asStruct(), file);
    return new Numbered(now.uuid(), TableTypes.numbered(file, now.schema().asStruct()));
  }

  /** Before a file is written that the table could not list. */
  private void requireOurs(TableMetadata now) {
    if (now != ours) {
      spec(now);
      ours = now;
    }
  }

  private synchronized TableMetadata grown(Types.StructType file) {
    return tries(
        () -> {
          TableMetadata base = refresh();
          Schema wanted = new Schema(TableTypes.optional(file).fields());
          if (base == null) {
            operations.commit(null, made(wanted));
            LOG.info("Made the table of Iceberg at {}", root);
          } else if (!TableTypes.covers(base.schema().asStruct(), file)) {
            requireVersion(base, wanted);
            new BaseTable(operations, root).updateSchema().unionByNameWith(wanted).commit();
          }
          return refresh();
        });
  }

  private TableMetadata made(Schema schema) {
    Map<String, String> properties = new HashMap<>();
    properties.put(TableProperties.DEFAULT_FILE_FORMAT, "parquet");
    properties.put(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true");
    properties.put(TableProperties.MAX_SNAPSHOT_AGE_MS, Long.toString(snapshotsKept.toMillis()));
    if (hasNanoseconds(schema)) {
      properties.put(TableProperties.FORMAT_VERSION, Integer.toString(NANOSECONDS_VERSION));
    }
    return TableMetadata.newTableMetadata(schema, partitions.spec(schema), root, properties);
  }

  private static boolean hasNanoseconds(Schema schema) {
    return TypeUtil.find(schema, type -> type.typeId() == Type.TypeID.TIMESTAMP_NANO) != null;
  }

  private void requireVersion(TableMetadata base, Schema wanted) {
    if (base.formatVersion() < NANOSECONDS_VERSION && hasNanoseconds(wanted)) {
      throw new RefusedException(
          "the table of Iceberg at "
              + root
              + " is of version "
              + base.formatVersion()
              + ", which has no timestamps in nanoseconds; set its property format-version to 3, or"
              + " write microseconds");
    }
  }

  /** What a partition's manifests were at a time, by number. */
  interface Manifests {
    SortedMap<Long, Manifest> after(TopicPartition partition, long number);
  }

  /** Lists every file of the manifests that are not listed yet. */
  synchronized void follow(Collection<TopicPartition> sources, Manifests manifests) {
    boolean any = false;
    boolean more = true;
    while (more) {
      more = tries(() -> append(sources, manifests));
      any |= more;
    }
    if (any) {
      expire();
    }
  }

  /**
   * Every version of the metadata lists every snapshot, so that each commit would be a little
   * slower than the one before it for ever. Rows stay; only the way back to earlier ones goes.
   */
  private void expire() {
    long kept = known.propertyAsLong(TableProperties.MAX_SNAPSHOT_AGE_MS, snapshotsKept.toMillis());
    long now = System.currentTimeMillis();
    long oldest = known.snapshots().stream().mapToLong(Snapshot::timestampMillis).min().orElse(now);
    // Not at each commit.
    if (oldest >= now - kept - kept / 4) {
      return;
    }
    try {
      new BaseTable(operations, root).expireSnapshots().expireOlderThan(now - kept).commit();
    } catch (RuntimeException e) {
      // The next commit tries it again; what has been appended is there.
      LOG.info("Old snapshots of the table at {} stay for now: {}", root, e.toString());
    }
    known = operations.current();
  }

  /** False if nothing was left to append. */
  private boolean append(Collection<TopicPartition> sources, Manifests manifests) {
    TableMetadata base = refresh();
    Addition addition = new Addition();
    for (TopicPartition source : sources) {
      Followed followed = Followed.of(base, pipeline, source);
      addition.expect(source, base, pipeline);
      manifests
          .after(source, followed.manifest())
          .forEach((number, manifest) -> addition.add(source, number, manifest));
    }
    if (addition.files.isEmpty()) {
      return false;
    }
    if (base == null) {
      throw lost("there is no table", addition.files.get(0));
    }
    commit(base, addition);
    return true;
  }

  private RefusedException lost(String what, Manifest.Entry file) {
    return new RefusedException(
        "The pipeline "
            + pipeline
            + " has written "
            + file.path()
            + " and others below "
            + root
            + ", and "
            + what
            + " of Iceberg whose columns have the numbers of these files; put the table's metadata back, or land the"
            + " topic at another location");
  }

  private void commit(TableMetadata base, Addition addition) {
    ContinuedOperations continued = new ContinuedOperations(operations, addition.expected);
    Transaction transaction = Transactions.newTransaction(root, continued);
    PartitionSpec spec = spec(base);
    AppendFiles append = transaction.newAppend();
    for (Manifest.Entry file : addition.files) {
      TableFacts facts = file.facts();
      if (facts == null || !facts.table().equals(base.uuid())) {
        throw lost("there is another table", file);
      }
      append.appendFile(dataFile(file, spec));
    }
    append.set("sluice.pipeline", pipeline);
    append.commit();
    UpdateProperties properties = transaction.updateProperties();
    addition.followed.forEach(
        (source, followed) ->
            properties.set(Followed.property(pipeline, source), followed.toString()));
    if (Rewritten.isNews(base)) {
      properties.set(Rewritten.PROPERTY, "true");
    }
    properties.commit();
    try {
      transaction.commitTransaction();
    } catch (ContinuedOperations.OvertakenException e) {
      throw new CommitFailedException(e, "somebody else has appended the same files");
    }
    known = operations.current();
  }

  /** The table's own partition may have changed since; files have the one they were written in. */
  private PartitionSpec spec(TableMetadata base) {
    PartitionSpec wanted = partitions.spec(base.schema());
    return base.specs().stream()
        .filter(spec -> spec.compatibleWith(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    "The table of Iceberg at "
                        + root
                        + " is partitioned by "
                        + base.spec()
                        + ", and its pipeline by "
                        + wanted
                        + "; set partition to what the table has, or change the table's"));
  }

  private DataFile dataFile(Manifest.Entry file, PartitionSpec spec) {
    String path = file.path();
    String directory = path.substring(0, Math.max(0, path.lastIndexOf('/')));
    return TableFile.of(root + "/" + path, file, spec, partitions.values(directory, spec));
  }

  void close() {
    IcebergSettings.close(operations);
  }

  private TableMetadata refresh() {
    known = operations.refresh();
    return known;
  }

  /** Until nobody else commits at the same time. */
  private <T> T tries(Supplier<T> act) {
    RuntimeException last = null;
    for (int i = 0; i < TRIES; i++) {
      try {
        return act.get();
      } catch (CommitFailedException e) {
        last = e;
        LockSupport.parkNanos(
            ThreadLocalRandom.current().nextLong(LONGEST_PAUSE.toNanos() * (i + 1) / TRIES));
      } catch (CommitStateUnknownException | UncheckedIOException e) {
        throw unavailable(e);
      }
    }
    throw unavailable(last);
  }

  private UnavailableException unavailable(RuntimeException e) {
    return new UnavailableException(
        "A commit to the table of Iceberg at " + root + " failed (" + e.getMessage() + ").", e);
  }

  /** Files to be listed, and what will have been followed then. */
  private static final class Addition {
    private final List<Manifest.Entry> files = new ArrayList<>();
    private final Map<TopicPartition, Followed> followed = new TreeMap<>();
    private final Map<String, String> expected = new HashMap<>();

    void expect(TopicPartition source, TableMetadata base, String pipeline) {
      String property = Followed.property(pipeline, source);
      expected.put(property, base == null ? null : base.properties().get(property));
    }

    void add(TopicPartition source, long number, Manifest manifest) {
      if (files.size() >= MOST_FILES) {
        return;
      }
      files.addAll(manifest.files().stream().filter(file -> !file.beside()).toList());
      followed.put(source, new Followed(number, manifest.position()));
    }
  }
}
