// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import java.util.Arrays;

/** Lists: the elements of all lists one after another in one column, and where each list ends. */
public final class ListColumn extends Column {
  private final Column elements;
  private int[] ends = new int[64];

  public ListColumn(Column elements) {
    this.elements = elements;
  }

  public Column elements() {
    return elements;
  }

  /** Appends the list whose elements have been appended since the last one. */
  public void add() {
    int at = grow();
    ends[at] = elements.size();
  }

  /** Index of the list's first element in {@link #elements()}. */
  public int from(int row) {
    return row == 0 ? 0 : ends[row - 1];
  }

  /** Index after the list's last element. */
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
    elements.truncate(from(newSize));
  }
}
