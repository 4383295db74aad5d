// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import java.util.Arrays;

/**
 * Where the values of a column belong: for each value or null, the slot of the column it is in, and
 * its levels. Used again and again.
 */
final class Levels {
  /** Slot of a value that is not there, because something around it is missing or empty. */
  static final int NONE = -1;

  private int size;
  private int[] slots = new int[0];
  private int[] repetitions = new int[0];
  private int[] definitions = new int[0];

  int size() {
    return size;
  }

  /** The first {@link #size()} count, as of the other arrays. */
  int[] slots() {
    return slots;
  }

  int[] repetitions() {
    return repetitions;
  }

  int[] definitions() {
    return definitions;
  }

  /** One value per row. */
  void rows(int rows) {
    clear(rows);
    for (int i = 0; i < rows; i++) {
      slots[i] = i;
    }
    Arrays.fill(repetitions, 0, rows, 0);
    Arrays.fill(definitions, 0, rows, 0);
    size = rows;
  }

  /** Forgets everything, and makes room for so many. */
  void clear(int capacity) {
    size = 0;
    if (slots.length < capacity) {
      slots = new int[capacity];
      repetitions = new int[capacity];
      definitions = new int[capacity];
    }
  }

  void add(int slot, int repetition, int definition) {
    if (size == slots.length) {
      int capacity = Math.max(64, 2 * size);
      slots = Arrays.copyOf(slots, capacity);
      repetitions = Arrays.copyOf(repetitions, capacity);
      definitions = Arrays.copyOf(definitions, capacity);
    }
    slots[size] = slot;
    repetitions[size] = repetition;
    definitions[size] = definition;
    size++;
  }
}
