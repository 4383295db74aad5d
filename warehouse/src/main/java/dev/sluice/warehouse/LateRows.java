// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.Load;
import dev.sluice.warehouse.dialect.Span;
import dev.sluice.warehouse.dialect.TableColumn;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Tells late rows from the others, and keeps them in a table of their own: the rows' columns, and
 * where in Kafka each came from.
 */
final class LateRows {
  private static final Map<String, Type> COORDINATES = new LinkedHashMap<>();
  private static final int PER_STATEMENT = 1000;

  static {
    COORDINATES.put("late_topic", Types.StringType.get());
    COORDINATES.put("late_partition", Types.IntegerType.get());
    COORDINATES.put("late_offset", Types.LongType.get());
    COORDINATES.put("late_watermark", Types.LongType.get());
  }

  private final Dialect dialect;
  private final Lateness lateness;
  private final TableName table;
  private Optional<TableShape> shape = Optional.empty();

  LateRows(Dialect dialect, TableTarget target) {
    this.dialect = dialect;
    this.lateness = target.lateness();
    this.table = tableOf(target.table());
  }

  /** The table that holds the late rows of a table. */
  static TableName tableOf(TableName table) {
    return new TableName(table.schema(), table.name() + "_late");
  }

  /**
   * Rows by whether they are late.
   *
   * @param watermark microseconds since 1970
   */
  record Split(List<Span> onTime, List<Span> late, long watermark) {
    Split {
      onTime = List.copyOf(onTime);
      late = List.copyOf(late);
    }

    /** How many late rows are in a batch. */
    long lateIn(ColumnBatch batch) {
      return late.stream().filter(s -> s.batch() == batch).mapToLong(Span::rows).sum();
    }
  }

  /**
   * @param watermark of what was committed before, microseconds since 1970; Long.MIN_VALUE if
   *     nothing was
   */
  Split split(List<Span> spans, long watermark) {
    if (!lateness.keepsOut() || watermark == Long.MIN_VALUE) {
      return new Split(spans, List.of(), watermark);
    }
    long limit = watermark - lateness.grace().toNanos() / 1000;
    List<Span> onTime = new ArrayList<>();
    List<Span> late = new ArrayList<>();
    for (Span span : spans) {
      EventTimes times = EventTimes.of(span.batch(), lateness.time());
      onTime.addAll(times.parts(span, limit, false));
      late.addAll(times.parts(span, limit, true));
    }
    return new Split(onTime, late, watermark);
  }

  /** Whether the table for late rows, if there is to be one, takes rows with these fields. */
  boolean isReadyFor(Map<String, Type> fields) {
    return !lateness.hasTime()
        || lateness.after() != Lateness.After.SIDE
        || (shape.isPresent() && ddl(shape, fields).isEmpty());
  }

  private List<String> ddl(Optional<TableShape> found, Map<String, Type> fields) {
    Map<String, Type> all = new LinkedHashMap<>(fields);
    all.putAll(COORDINATES);
    return new TablePlan(dialect, table, List.of(), Set.of()).ddl(found, all);
  }

  /** Creates or alters the table for late rows; apart from the rows, because DDL may end theirs. */
  Optional<TableShape> prepare(Tx tx, Map<String, Type> fields) throws SQLException {
    tx.executeAll(ddl(dialect.find(tx.connection(), table), fields));
    return dialect.find(tx.connection(), table);
  }

  /** Remembers what {@link #prepare} answered. */
  void adopt(Optional<TableShape> prepared) {
    shape = prepared;
  }

  /** Puts late rows into their table. */
  void keep(Tx tx, Split split, List<StagedRows> staged) throws SQLException {
    if (split.late().isEmpty() || lateness.after() != Lateness.After.SIDE) {
      return;
    }
    Map<String, Type> given = TypeUnion.of(split.late());
    TableShape late = shape.orElseThrow();
    TableName stage = dialect.stageName(table);
    tx.execute(dialect.dropStage(stage));
    tx.executeAll(dialect.openStage(late, stage));
    List<String> columns =
        given.keySet().stream().map(field -> late.find(field).orElseThrow().name()).toList();
    TableShape staging =
        late.staged(
            stage,
            List.of(
                new TableColumn(Load.SEQUENCE, "BIGINT"),
                new TableColumn(Load.DELETED, "BOOLEAN")));
    dialect.load(tx.connection(), new Load(staging, Set.copyOf(columns), split.late()));
    List<String> places = places(split.late(), staged);
    for (int from = 0; from < places.size(); from += PER_STATEMENT) {
      int to = Math.min(places.size(), from + PER_STATEMENT);
      tx.execute(insert(stage, columns, places.subList(from, to), split.watermark()));
    }
    tx.execute(dialect.dropStage(stage));
  }

  /** Where each late row came from, in the order in which they were loaded. */
  private static List<String> places(List<Span> late, List<StagedRows> staged) {
    IdentityHashMap<ColumnBatch, TopicPartition> sources = new IdentityHashMap<>();
    staged.forEach(rows -> sources.put(rows.batch(), rows.source()));
    List<String> places = new ArrayList<>();
    for (Span span : late) {
      TopicPartition source = sources.get(span.batch());
      for (int row = span.from(); row < span.to(); row++) {
        places.add(
            "SELECT "
                + places.size()
                + " AS seq, '"
                + source.topic().replace("'", "''")
                + "' AS topic, "
                + source.partition()
                + " AS part, "
                + span.batch().offset(row)
                + " AS place");
      }
    }
    return places;
  }

  private String insert(TableName stage, List<String> columns, List<String> places, long mark) {
    return "INSERT INTO "
        + table.sql()
        + " ("
        + columns.stream().map(c -> TableName.quote(c) + ", ").collect(Collectors.joining())
        + String.join(", ", COORDINATES.keySet())
        + ") SELECT "
        + columns.stream().map(c -> "s." + TableName.quote(c) + ", ").collect(Collectors.joining())
        + "p.topic, p.part, p.place, "
        + mark
        + " FROM "
        + stage.sql()
        + " AS s JOIN ("
        + String.join(" UNION ALL ", places)
        + ") AS p ON p.seq = s."
        + Load.SEQUENCE;
  }
}
