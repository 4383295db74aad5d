// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import java.util.Arrays;

/**
 * Values of variable length, one after another in one array: {@code string} as UTF-8, {@code
 * binary}, {@code fixed}, {@code uuid} as 16 bytes, and {@code decimal} of more than 18 digits as
 * big-endian two's complement of the unscaled value.
 */
public final class BytesColumn extends Column {
  private int[] ends = new int[64];
  private byte[] data = new byte[1024];

  /** Appends a copy of {@code length} bytes. */
  public void add(byte[] source, int from, int length) {
    int start = room(length);
    System.arraycopy(source, from, data, start, length);
    // Growing may replace the array, so the slot comes first.
    int at = grow();
    ends[at] = start + length;
  }

  private int room(int length) {
    int start = from(size());
    if (data.length - start < length) {
      data =
          Arrays.copyOf(
              data,
              Math.max(
                  Math.addExact(start, length),
                  (int) Math.min(2L * data.length, Integer.MAX_VALUE - 16)));
    }
    return start;
  }

  /** The array that holds all values. */
  public byte[] data() {
    return data;
  }

  /** Index of the value's first byte in {@link #data()}. */
  public int from(int row) {
    return row == 0 ? 0 : ends[row - 1];
  }

  /** Index after the value's last byte. */
  public int to(int row) {
    return ends[row];
  }

  public int length(int row) {
    return ends[row] - from(row);
  }

  @Override
  protected void resize(int capacity) {
    ends = Arrays.copyOf(ends, capacity);
  }

  @Override
  protected void nullAdded(int at) {
    ends[at] = from(at);
  }
}
