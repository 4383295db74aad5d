// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import java.util.Arrays;

/** Values of type {@code float}. */
public final class FloatColumn extends Column {
  private float[] values = new float[64];

  public void add(float value) {
    int at = grow();
    values[at] = value;
  }

  public float get(int row) {
    return values[row];
  }

  /** The values; slots of nulls hold anything, slots from {@link #size()} on are not values. */
  public float[] values() {
    return values;
  }

  @Override
  protected void resize(int capacity) {
    values = Arrays.copyOf(values, capacity);
  }
}
