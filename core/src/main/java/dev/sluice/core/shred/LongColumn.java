// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import java.util.Arrays;

/**
 * Values of type {@code long}; {@code time} and {@code timestamp} in microseconds ({@code
 * timestamp_ns}: nanoseconds); {@code decimal} of up to 18 digits unscaled.
 */
public final class LongColumn extends Column {
  private long[] values = new long[64];

  public void add(long value) {
    int at = grow();
    values[at] = value;
  }

  public long get(int row) {
    return values[row];
  }

  /** The values; slots of nulls hold anything, slots from {@link #size()} on are not values. */
  public long[] values() {
    return values;
  }

  @Override
  protected void resize(int capacity) {
    values = Arrays.copyOf(values, capacity);
  }
}
