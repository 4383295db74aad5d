// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import java.util.Arrays;

/** Numbers by the id they were given when they first came: the dictionary of a column. */
final class NumberDictionary {
  private static final long MIXER = 0x9E3779B97F4A7C15L;

  private long[] values = new long[64];
  private int size;
  private int[] slots = new int[256];
  private int shift = Long.SIZE - 8;

  int size() {
    return size;
  }

  /** In the order of their ids. */
  long[] values() {
    return values;
  }

  /** Writes the ids of the first {@code count} values to {@code ids}, from {@code at} on. */
  void ids(long[] wanted, int count, int[] ids, int at) {
    for (int i = 0; i < count; i++) {
      ids[at + i] = id(wanted[i]);
    }
  }

  private int id(long value) {
    int slot = (int) ((value * MIXER) >>> shift);
    while (true) {
      int id = slots[slot] - 1;
      if (id < 0) {
        return add(value, slot);
      }
      if (values[id] == value) {
        return id;
      }
      slot = slot + 1 & slots.length - 1;
    }
  }

  private int add(long value, int slot) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
    slots[slot] = size;
    if (2 * size > slots.length) {
      rehash();
    }
    return size - 1;
  }

  private void rehash() {
    slots = new int[2 * slots.length];
    shift--;
    for (int id = 0; id < size; id++) {
      int slot = (int) ((values[id] * MIXER) >>> shift);
      while (slots[slot] != 0) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = id + 1;
    }
  }
}
