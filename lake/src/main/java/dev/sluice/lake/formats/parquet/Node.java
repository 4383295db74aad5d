// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.MapColumn;
import dev.sluice.core.shred.StructColumn;
import java.util.List;
import org.apache.parquet.column.ColumnWriter;

/**
 * A field of the file's schema, with its repetition and definition levels. Columns are handed in
 * with every batch; a node itself only knows where in the schema it stands.
 */
abstract class Node {
  /** Writes row {@code row} of the column; {@code definition} is the level its parent reaches. */
  abstract void one(Column column, int row, int repetition, int definition);

  /** Writes that an ancestor is missing: every leaf below gets a null of that level. */
  abstract void missing(int repetition, int definition);

  /** Writes all rows of a top-level column. */
  void all(Column column) {
    for (int row = 0; row < column.size(); row++) {
      one(column, row, 0, 0);
    }
  }

  static final class LeafNode extends Node {
    private final boolean optional;
    private final Leaf leaf;
    private final ColumnWriter out;

    LeafNode(boolean optional, Leaf leaf, ColumnWriter out) {
      this.optional = optional;
      this.leaf = leaf;
      this.out = out;
    }

    @Override
    void one(Column column, int row, int repetition, int definition) {
      if (column.isNull(row)) {
        out.writeNull(repetition, definition);
      } else {
        leaf.one(out, column, row, repetition, optional ? definition + 1 : definition);
      }
    }

    @Override
    void missing(int repetition, int definition) {
      out.writeNull(repetition, definition);
    }

    @Override
    void all(Column column) {
      leaf.all(out, column, optional ? 1 : 0);
    }
  }

  static final class StructNode extends Node {
    private final boolean optional;
    private final List<Node> fields;

    StructNode(boolean optional, List<Node> fields) {
      this.optional = optional;
      this.fields = fields;
    }

    @Override
    void one(Column column, int row, int repetition, int definition) {
      if (column.isNull(row)) {
        missing(repetition, definition);
        return;
      }
      StructColumn struct = (StructColumn) column;
      for (int i = 0; i < fields.size(); i++) {
        fields.get(i).one(struct.child(i), row, repetition, optional ? definition + 1 : definition);
      }
    }

    @Override
    void missing(int repetition, int definition) {
      for (Node field : fields) {
        field.missing(repetition, definition);
      }
    }
  }

  static final class ListNode extends Node {
    private final boolean optional;
    private final int level;
    private final Node element;

    /**
     * @param level repetition level of the list's elements
     */
    ListNode(boolean optional, int level, Node element) {
      this.optional = optional;
      this.level = level;
      this.element = element;
    }

    @Override
    void one(Column column, int row, int repetition, int definition) {
      ListColumn list = (ListColumn) column;
      int here = optional ? definition + 1 : definition;
      if (column.isNull(row)) {
        element.missing(repetition, definition);
      } else if (list.from(row) == list.to(row)) {
        element.missing(repetition, here);
      } else {
        for (int i = list.from(row); i < list.to(row); i++) {
          element.one(list.elements(), i, i == list.from(row) ? repetition : level, here + 1);
        }
      }
    }

    @Override
    void missing(int repetition, int definition) {
      element.missing(repetition, definition);
    }
  }

  static final class MapNode extends Node {
    private final boolean optional;
    private final int level;
    private final Node key;
    private final Node value;

    MapNode(boolean optional, int level, Node key, Node value) {
      this.optional = optional;
      this.level = level;
      this.key = key;
      this.value = value;
    }

    @Override
    void one(Column column, int row, int repetition, int definition) {
      MapColumn map = (MapColumn) column;
      int here = optional ? definition + 1 : definition;
      if (column.isNull(row)) {
        missing(repetition, definition);
      } else if (map.from(row) == map.to(row)) {
        missing(repetition, here);
      } else {
        for (int i = map.from(row); i < map.to(row); i++) {
          int rep = i == map.from(row) ? repetition : level;
          key.one(map.keys(), i, rep, here + 1);
          value.one(map.values(), i, rep, here + 1);
        }
      }
    }

    @Override
    void missing(int repetition, int definition) {
      key.missing(repetition, definition);
      value.missing(repetition, definition);
    }
  }
}
