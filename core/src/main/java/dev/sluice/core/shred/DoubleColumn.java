// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import java.util.Arrays;

/** Values of type {@code double}. */
public final class DoubleColumn extends Column {
  private double[] values = new double[64];

  public void add(double value) {
    int at = grow();
    values[at] = value;
  }

  public double get(int row) {
    return values[row];
  }

  /** The values; slots of nulls hold anything, slots from {@link #size()} on are not values. */
  public double[] values() {
    return values;
  }

  @Override
  protected void resize(int capacity) {
    values = Arrays.copyOf(values, capacity);
  }
}
