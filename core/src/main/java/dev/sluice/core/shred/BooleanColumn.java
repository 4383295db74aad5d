// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import java.util.Arrays;

/** Values of type {@code boolean}. */
public final class BooleanColumn extends Column {
  private boolean[] values = new boolean[64];

  public void add(boolean value) {
    int at = grow();
    values[at] = value;
  }

  public boolean get(int row) {
    return values[row];
  }

  /** The values; slots of nulls hold anything, slots from {@link #size()} on are not values. */
  public boolean[] values() {
    return values;
  }

  @Override
  protected void resize(int capacity) {
    values = Arrays.copyOf(values, capacity);
  }
}
