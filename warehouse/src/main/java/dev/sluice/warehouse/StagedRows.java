// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.commit.Staged;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.reject.Rejection;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Shredded;
import dev.sluice.warehouse.dialect.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.types.Types;

/**
 * Decoded rows of one topic-partition, column by column, and the wire bytes they came from, which
 * are kept until the commit because only then the database says which rows it does not take.
 */
public final class StagedRows implements Staged {
  private final Gathered records;
  private final ColumnBatch decoded;
  private ColumnBatch batch;
  private final Shredded shredded;
  private final long wireBytes;
  private final long firstOffset;
  private final long held;
  private final Map<Long, Rejection> refused = new TreeMap<>();
  private long late;

  StagedRows(Gathered records, ColumnBatch batch, Shredded shredded) {
    this.records = records;
    this.decoded = batch;
    this.batch = batch;
    this.shredded = shredded;
    this.wireBytes = records.bytes();
    this.firstOffset = records.firstOffset();
    this.held = records.bytes() + 2L * Long.BYTES * batch.rows();
  }

  @Override
  public TopicPartition source() {
    return records.source();
  }

  @Override
  public long rows() {
    return (long) batch.rows() - refused.size() - deletes();
  }

  /** Records that take the row of their key away. */
  long deletes() {
    long deletes = batch.deletes();
    for (int row = 0; row < batch.rows() && deletes > 0 && !refused.isEmpty(); row++) {
      deletes -= batch.isDelete(row) && refused.containsKey(batch.offset(row)) ? 1 : 0;
    }
    return deletes;
  }

  @Override
  public long ignored() {
    return shredded.ignored();
  }

  @Override
  public long bytes() {
    return wireBytes;
  }

  /**
   * About the size of the columns, which hold what the wire bytes do, an offset and a timestamp.
   * The chunks with the wire bytes themselves are counted by the budget they came from.
   */
  @Override
  public long held() {
    return held;
  }

  /** Records that could not be decoded; those the database refused are {@link #refused()}. */
  @Override
  public List<Rejection> rejections() {
    return shredded.rejections();
  }

  /** Says how many of the rows were late, and not taken. */
  void keptOut(long rows) {
    late = rows;
  }

  @Override
  public long late() {
    return late;
  }

  /** Rows that the database did not take, found while committing. */
  List<Rejection> refused() {
    return List.copyOf(refused.values());
  }

  /** The fields as they were decoded. */
  Types.StructType fields() {
    return decoded.type();
  }

  /** Says what the columns are called in the table. */
  void name(Types.StructType names) {
    batch = decoded.named(names);
  }

  ColumnBatch batch() {
    return batch;
  }

  long firstOffset() {
    return firstOffset;
  }

  /** Greatest Kafka timestamp of a row, milliseconds since 1970; -1 without rows. */
  long newest() {
    long newest = -1;
    for (int row = 0; row < batch.rows(); row++) {
      newest = Math.max(newest, batch.timestamp(row));
    }
    return newest;
  }

  /** All rows but the refused ones, in offset order. */
  List<Span> spans() {
    List<Span> spans = new ArrayList<>();
    int from = 0;
    for (int row = 0; row < batch.rows() && !refused.isEmpty(); row++) {
      if (refused.containsKey(batch.offset(row))) {
        addSpan(spans, from, row);
        from = row + 1;
      }
    }
    addSpan(spans, from, batch.rows());
    return spans;
  }

  private void addSpan(List<Span> spans, int from, int to) {
    if (from < to) {
      spans.add(new Span(batch, from, to));
    }
  }

  boolean owns(Span span) {
    return span.batch() == batch;
  }

  /** Takes a row out, because the database did not take it. */
  void refuse(long offset, String reason) {
    if (refused.containsKey(offset)) {
      return;
    }
    Gathered.Cursor cursor = records.cursor();
    while (cursor.next()) {
      if (cursor.offset() == offset) {
        refused.put(offset, new Rejection(cursor.toEnvelope(), Rejection.Stage.WRITE, reason));
        return;
      }
    }
    throw new IllegalStateException(source() + "-" + offset + " is not among the staged records");
  }

  /** Gives the memory back. */
  void release() {
    records.release();
  }

  /** Staged rows in the order in which later ones win: per topic-partition by offset. */
  static List<StagedRows> ordered(List<StagedRows> staged) {
    Map<TopicPartition, List<StagedRows>> bySource = new LinkedHashMap<>();
    staged.forEach(s -> bySource.computeIfAbsent(s.source(), k -> new ArrayList<>()).add(s));
    List<StagedRows> ordered = new ArrayList<>();
    for (List<StagedRows> ofOne : bySource.values()) {
      ofOne.sort(Comparator.comparingLong(StagedRows::firstOffset));
      ordered.addAll(ofOne);
    }
    return Collections.unmodifiableList(ordered);
  }
}
