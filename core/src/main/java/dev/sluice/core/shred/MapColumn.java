// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import java.util.Arrays;

/** Maps: keys and values of all entries in two columns of equal size, and where each map ends. */
public final class MapColumn extends Column {
  private final Column keys;
  private final Column values;
  private int[] ends = new int[64];

  public MapColumn(Column keys, Column values) {
    this.keys = keys;
    this.values = values;
  }

  public Column keys() {
    return keys;
  }

  public Column values() {
    return values;
  }

  /** Appends the map whose entries have been appended since the last one. */
  public void add() {
    int at = grow();
    ends[at] = keys.size();
  }

  /** Index of the map's first entry in {@link #keys()} and {@link #values()}. */
  public int from(int row) {
    return row == 0 ? 0 : ends[row - 1];
  }

  /** Index after the map's last entry. */
  public int to(int row) {
    return ends[row];
  }

  @Override
  protected void resize(int capacity) {
    ends = Arrays.copyOf(ends, capacity);
  }

  @Override
  protected void nullAdded(int at) {
    ends[at] = from(at);
  }

  @Override
  protected void truncated(int newSize) {
    keys.truncate(from(newSize));
    values.truncate(from(newSize));
  }
}
