// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import java.util.Arrays;

/** Values of type {@code int}, and {@code date} as days since 1970. */
public final class IntColumn extends Column {
  private int[] values = new int[64];

  public void add(int value) {
    int at = grow();
    values[at] = value;
  }

  public int get(int row) {
    return values[row];
  }

  /** The values; slots of nulls hold anything, slots from {@link #size()} on are not values. */
  public int[] values() {
    return values;
  }

  @Override
  protected void resize(int capacity) {
    values = Arrays.copyOf(values, capacity);
  }
}
