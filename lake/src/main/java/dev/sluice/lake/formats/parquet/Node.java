// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.MapColumn;
import dev.sluice.core.shred.StructColumn;
import java.io.IOException;
import java.util.List;

/**
 * A field of the file's schema. It works out the levels of all its values in a batch at once, so
 * that columns are written whole. Columns are handed in with every batch.
 */
abstract class Node {
  /**
   * Writes the values of a batch.
   *
   * @param levels where they belong, as far as what is around them tells
   */
  abstract void write(Column column, Levels levels) throws IOException;

  /** Levels of the values of which there is one per slot; those of nulls are not there. */
  private static void present(Column column, Levels around, Levels inner) {
    inner.clear(around.size());
    int[] slots = around.slots();
    for (int i = 0; i < around.size(); i++) {
      boolean there = slots[i] != Levels.NONE && !column.isNull(slots[i]);
      inner.add(
          there ? slots[i] : Levels.NONE,
          around.repetitions()[i],
          around.definitions()[i] + (there ? 1 : 0));
    }
  }

  /** A primitive column. */
  static final class LeafNode extends Node {
    private final boolean optional;
    private final ColumnChunk chunk;

    LeafNode(boolean optional, ColumnChunk chunk) {
      this.optional = optional;
      this.chunk = chunk;
    }

    @Override
    void write(Column column, Levels levels) {
      chunk.write(column, levels, optional);
    }
  }

  static final class StructNode extends Node {
    private final boolean optional;
    private final List<Node> fields;
    private final Levels inner = new Levels();

    StructNode(boolean optional, List<Node> fields) {
      this.optional = optional;
      this.fields = fields;
    }

    @Override
    void write(Column column, Levels levels) throws IOException {
      if (optional) {
        present(column, levels, inner);
      }
      StructColumn struct = (StructColumn) column;
      for (int i = 0; i < fields.size(); i++) {
        fields.get(i).write(struct.child(i), optional ? inner : levels);
      }
    }
  }

  static final class ListNode extends Node {
    private final Repeated repeated;
    private final Node element;

    /**
     * @param level repetition level of the list's elements
     */
    ListNode(boolean optional, int level, Node element) {
      this.repeated = new Repeated(optional, level);
      this.element = element;
    }

    @Override
    void write(Column column, Levels levels) throws IOException {
      ListColumn list = (ListColumn) column;
      repeated.start(levels);
      for (int i = 0; i < levels.size(); i++) {
        int slot = levels.slots()[i];
        boolean there = slot != Levels.NONE && !list.isNull(slot);
        repeated.add(levels, i, there, there ? list.from(slot) : 0, there ? list.to(slot) : 0);
      }
      element.write(list.elements(), repeated.inner);
    }
  }

  static final class MapNode extends Node {
    private final Repeated repeated;
    private final Node key;
    private final Node value;

    /**
     * @param level repetition level of the map's entries
     */
    MapNode(boolean optional, int level, Node key, Node value) {
      this.repeated = new Repeated(optional, level);
      this.key = key;
      this.value = value;
    }

    @Override
    void write(Column column, Levels levels) throws IOException {
      MapColumn map = (MapColumn) column;
      repeated.start(levels);
      for (int i = 0; i < levels.size(); i++) {
        int slot = levels.slots()[i];
        boolean there = slot != Levels.NONE && !map.isNull(slot);
        repeated.add(levels, i, there, there ? map.from(slot) : 0, there ? map.to(slot) : 0);
      }
      key.write(map.keys(), repeated.inner);
      value.write(map.values(), repeated.inner);
    }
  }

  /** The levels inside of lists or maps. */
  private static final class Repeated {
    private final boolean optional;
    private final int level;
    private final Levels inner = new Levels();

    Repeated(boolean optional, int level) {
      this.optional = optional;
      this.level = level;
    }

    void start(Levels around) {
      inner.clear(around.size());
    }

    /** Takes the values from {@code from} to before {@code to} into account. */
    void add(Levels around, int at, boolean there, int from, int to) {
      int repetition = around.repetitions()[at];
      int definition = around.definitions()[at] + (there && optional ? 1 : 0);
      if (from == to) {
        inner.add(Levels.NONE, repetition, definition);
        return;
      }
      inner.add(from, repetition, definition + 1);
      for (int i = from + 1; i < to; i++) {
        inner.add(i, level, definition + 1);
      }
    }
  }
}
