// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import java.util.Arrays;

/**
 * The values of one field over the rows of a {@link ColumnBatch}, in row order. Each kind of value
 * has its own final class, so that decoders append and encoders read without a box or a cast per
 * value. A null takes a slot like any value.
 */
public abstract sealed class Column
    permits BooleanColumn,
        IntColumn,
        LongColumn,
        FloatColumn,
        DoubleColumn,
        BytesColumn,
        StructColumn,
        ListColumn,
        MapColumn {
  private boolean[] absent = new boolean[64];
  private int size;
  private int nulls;

  /** Values so far, nulls included. */
  public final int size() {
    return size;
  }

  public final int nulls() {
    return nulls;
  }

  public final boolean isNull(int row) {
    return absent[row];
  }

  /** Appends a null. */
  public final void addNull() {
    int at = grow();
    absent[at] = true;
    nulls++;
    nullAdded(at);
  }

  /** Forgets the values from {@code newSize} on; how a failed row is taken back. */
  public final void truncate(int newSize) {
    if (nulls > 0) {
      for (int i = newSize; i < size; i++) {
        nulls -= absent[i] ? 1 : 0;
      }
    }
    size = newSize;
    truncated(newSize);
  }

  /** Takes the next slot and says where it is; the caller stores the value there. */
  protected final int grow() {
    int at = size++;
    if (at == absent.length) {
      absent = Arrays.copyOf(absent, at * 2);
      resize(at * 2);
    }
    absent[at] = false;
    return at;
  }

  /** Makes room for {@code capacity} values. */
  protected abstract void resize(int capacity);

  /** A null took slot {@code at}: keep what is laid out beside the slots in step. */
  protected void nullAdded(int at) {}

  /**
   * Only the first {@code newSize} values are left: keep what is laid out beside the slots in step.
   */
  protected void truncated(int newSize) {}
}
