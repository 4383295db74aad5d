// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import dev.sluice.core.failure.RefusedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The sort keys of a file's rows, each as bytes whose unsigned order is the order asked for, so
 * that one comparison does for any number of columns of any type. Numbers are big-endian with the
 * sign bit turned; texts and bytes end in 0 0, a 0 within them being 0 255; what goes downwards has
 * all bits turned; a byte in front tells nulls.
 */
final class SortKeys {
  private static final byte NULL_FIRST = 0;
  private static final byte VALUE = 1;
  private static final byte NULL_LAST = 2;

  /** Decimals of 38 digits take 16 bytes. */
  private static final int DECIMAL_BYTES = 16;

  private final ColumnBatch batch;
  private final List<Part> parts = new ArrayList<>();
  private final BytesColumn keys = new BytesColumn();
  private byte[] key = new byte[64];
  private int length;

  /** A column that a batch has. */
  private record Part(Column column, Type type, SortOrder.Key order) {}

  /**
   * Columns that the batch lacks are null in all its rows, so they decide nothing.
   *
   * @throws RefusedException if a column holds lists, maps or structs
   */
  SortKeys(SortOrder order, ColumnBatch batch) {
    this.batch = batch;
    for (SortOrder.Key wanted : order.keys()) {
      resolve(wanted, wanted.column(), batch.type(), batch.root());
    }
  }

  private void resolve(
      SortOrder.Key wanted, String name, Types.StructType type, StructColumn struct) {
    for (int i = 0; i < type.fields().size(); i++) {
      Types.NestedField field = type.fields().get(i);
      if (field.name().equals(name)) {
        if (field.type().isNestedType()) {
          throw new RefusedException(
              "sort names the column "
                  + wanted.column()
                  + ", which holds values of type "
                  + field.type()
                  + " that have no order; name columns of single values, with dots below structs");
        }
        parts.add(new Part(struct.child(i), field.type(), wanted));
        return;
      }
      if (field.type().isStructType() && name.startsWith(field.name() + ".")) {
        resolve(
            wanted,
            name.substring(field.name().length() + 1),
            field.type().asStructType(),
            (StructColumn) struct.child(i));
      }
    }
  }

  /** Appends the keys of all rows that the batch holds now. */
  void addBatch() {
    for (int row = 0; row < batch.rows(); row++) {
      length = 0;
      for (Part part : parts) {
        add(part, row);
      }
      keys.add(key, 0, length);
    }
  }

  private void add(Part part, int row) {
    if (part.column().isNull(row)) {
      put(part.order().nullsFirst() ? NULL_FIRST : NULL_LAST);
      return;
    }
    put(VALUE);
    int from = length;
    addValue(part, row);
    if (part.order().descending()) {
      for (int i = from; i < length; i++) {
        key[i] = (byte) ~key[i];
      }
    }
  }

  private void addValue(Part part, int row) {
    switch (part.type().typeId()) {
      case BOOLEAN -> put((byte) (((BooleanColumn) part.column()).get(row) ? 1 : 0));
      case INTEGER, DATE -> putInt(((IntColumn) part.column()).get(row));
      case LONG, TIME, TIMESTAMP, TIMESTAMP_NANO -> putLong(((LongColumn) part.column()).get(row));
      case FLOAT -> {
        int bits = Float.floatToIntBits(((FloatColumn) part.column()).get(row));
        putInt(bits ^ ((bits >> 31) & Integer.MAX_VALUE));
      }
      case DOUBLE -> {
        long bits = Double.doubleToLongBits(((DoubleColumn) part.column()).get(row));
        putLong(bits ^ ((bits >> 63) & Long.MAX_VALUE));
      }
      case DECIMAL -> {
        if (part.column() instanceof LongColumn unscaled) {
          putLong(unscaled.get(row));
        } else {
          putDecimal((BytesColumn) part.column(), row);
        }
      }
      case STRING, BINARY, FIXED, UUID -> putBytes((BytesColumn) part.column(), row);
      case STRUCT, LIST, MAP, GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN ->
          throw new IllegalStateException("no order of " + part.type());
    }
  }

  private void put(byte value) {
    if (length == key.length) {
      key = Arrays.copyOf(key, 2 * length);
    }
    key[length++] = value;
  }

  private void putInt(int value) {
    int unsigned = value ^ Integer.MIN_VALUE;
    for (int shift = 24; shift >= 0; shift -= 8) {
      put((byte) (unsigned >> shift));
    }
  }

  private void putLong(long value) {
    long unsigned = value ^ Long.MIN_VALUE;
    for (int shift = 56; shift >= 0; shift -= 8) {
      put((byte) (unsigned >> shift));
    }
  }

  /** Leading sign bytes beyond the fixed length carry nothing. */
  private void putDecimal(BytesColumn column, int row) {
    int to = column.to(row);
    int from = Math.max(column.from(row), to - DECIMAL_BYTES);
    byte sign = (byte) (column.data()[from] < 0 ? -1 : 0);
    int first = length;
    for (int i = to - DECIMAL_BYTES; i < to; i++) {
      put(i < from ? sign : column.data()[i]);
    }
    key[first] ^= Byte.MIN_VALUE;
  }

  private void putBytes(BytesColumn column, int row) {
    for (int i = column.from(row); i < column.to(row); i++) {
      put(column.data()[i]);
      if (column.data()[i] == 0) {
        put((byte) -1);
      }
    }
    put((byte) 0);
    put((byte) 0);
  }

  /** The rows' numbers in the order of their keys: a merge sort, which keeps equal rows apart. */
  int[] order() {
    int rows = keys.size();
    int[] from = new int[rows];
    int[] to = new int[rows];
    Arrays.setAll(from, row -> row);
    for (int width = 1; width < rows; width *= 2) {
      for (int start = 0; start < rows; start += 2 * width) {
        int middle = Math.min(start + width, rows);
        merge(from, to, start, middle, Math.min(middle + width, rows));
      }
      int[] swap = from;
      from = to;
      to = swap;
    }
    return from;
  }

  private void merge(int[] from, int[] to, int start, int middle, int end) {
    int left = start;
    int right = middle;
    for (int at = start; at < end; at++) {
      boolean takeLeft = left < middle && (right == end || !isAfter(from[left], from[right]));
      to[at] = takeLeft ? from[left++] : from[right++];
    }
  }

  private boolean isAfter(int row, int other) {
    byte[] data = keys.data();
    return Arrays.compareUnsigned(
            data, keys.from(row), keys.to(row), data, keys.from(other), keys.to(other))
        > 0;
  }
}
