// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import java.util.BitSet;
import org.apache.iceberg.types.Types;

/**
 * Some thousand rows of one table, column by column: what decoders fill and encoders read. Used
 * again and again; the column objects stay the same, so both sides may hold on to them.
 *
 * <p>A decoder appends a row's values to the columns in any order and then the row is ended; fields
 * it left out become null. A row whose bytes turn out to be bad is abandoned and leaves no trace.
 */
public final class ColumnBatch {
  private final Types.StructType type;
  private final int capacity;
  private final StructColumn root;
  private final long[] offsets;
  private final long[] timestamps;
  private final BitSet deletes;

  /**
   * @param capacity rows after which {@link #isFull()} holds
   */
  public ColumnBatch(Types.StructType type, int capacity) {
    this.type = type;
    this.capacity = capacity;
    this.root = Columns.struct(type);
    this.offsets = new long[capacity];
    this.timestamps = new long[capacity];
    this.deletes = new BitSet();
  }

  private ColumnBatch(ColumnBatch batch, Types.StructType type) {
    this.type = type;
    this.capacity = batch.capacity;
    this.root = batch.root;
    this.offsets = batch.offsets;
    this.timestamps = batch.timestamps;
    this.deletes = batch.deletes;
  }

  /** The same rows, their columns under other names. */
  public ColumnBatch named(Types.StructType names) {
    return new ColumnBatch(this, names);
  }

  public Types.StructType type() {
    return type;
  }

  /** The table's columns, in the order of {@link #type()}'s fields. */
  public StructColumn root() {
    return root;
  }

  public Column column(int field) {
    return root.child(field);
  }

  public int rows() {
    return root.size();
  }

  public boolean isFull() {
    return rows() == capacity;
  }

  /** Ends the row whose values have been appended. */
  public void endRow(long offset, long timestamp) {
    offsets[rows()] = offset;
    timestamps[rows()] = timestamp;
    root.add();
  }

  /** Ends a row that says that the one of its key is gone. */
  public void endDelete(long offset, long timestamp) {
    deletes.set(rows());
    endRow(offset, timestamp);
  }

  /** Whether a row says that the one of its key is gone. */
  public boolean isDelete(int row) {
    return deletes.get(row);
  }

  /** Rows that say so. */
  public int deletes() {
    return deletes.cardinality();
  }

  /** Takes back what has been appended since the last ended row. */
  public void abandonRow() {
    root.truncate(rows());
  }

  /** Kafka offset of a row. */
  public long offset(int row) {
    return offsets[row];
  }

  /** Kafka timestamp of a row, milliseconds since 1970. */
  public long timestamp(int row) {
    return timestamps[row];
  }

  public void clear() {
    root.truncate(0);
    deletes.clear();
  }
}
