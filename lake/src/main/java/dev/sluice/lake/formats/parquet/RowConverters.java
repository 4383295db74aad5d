// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.DoubleColumn;
import dev.sluice.core.shred.FloatColumn;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.core.shred.MapColumn;
import dev.sluice.core.shred.StructColumn;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.types.Types;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** What Parquet's reader tells of a row, appended to columns; the caller ends the row. */
final class RowConverters extends RecordMaterializer<Boolean> {
  private final GroupConverter row;

  /**
   * @param message fields that are read, each with a column of its name in the batch
   */
  RowConverters(MessageType message, ColumnBatch batch) {
    List<Types.NestedField> names = batch.type().fields();
    List<Converter> fields = new ArrayList<>();
    for (Type field : message.getFields()) {
      for (int i = 0; i < names.size(); i++) {
        if (names.get(i).name().equals(field.getName())) {
          fields.add(of(field, batch.column(i)));
        }
      }
    }
    this.row = new Parts(fields, () -> {});
  }

  @Override
  public Boolean getCurrentRecord() {
    return true;
  }

  @Override
  public GroupConverter getRootConverter() {
    return row;
  }

  private static Converter of(Type type, Column column) {
    if (column instanceof StructColumn struct) {
      List<Converter> fields = new ArrayList<>();
      for (int i = 0; i < struct.children().size(); i++) {
        fields.add(of(type.asGroupType().getType(i), struct.child(i)));
      }
      return new Parts(fields, struct::add);
    }
    if (column instanceof ListColumn list) {
      return list(type.asGroupType(), list);
    }
    if (column instanceof MapColumn map) {
      GroupType entries = type.asGroupType().getType(0).asGroupType();
      Converter key = of(entries.getType(0), map.keys());
      Converter value = of(entries.getType(1), map.values());
      Runnable ended = () -> evenOut(map.keys(), map.values());
      return new Parts(List.of(new Parts(List.of(key, value), ended)), map::add);
    }
    return new Values(column);
  }

  private static Converter list(GroupType type, ListColumn list) {
    Column elements = list.elements();
    Converter element = of(ReadTypes.Lists.element(type), elements);
    if (!ReadTypes.Lists.threeLevels(type)) {
      return new Parts(List.of(element), list::add);
    }
    Element level = new Element(element, elements);
    return new Parts(List.of(level), list::add);
  }

  /** An entry without a value has a null for it. */
  private static void evenOut(Column keys, Column values) {
    if (values.size() < keys.size()) {
      values.addNull();
    }
  }

  /** A group; the columns of its fields are filled before its end. */
  private static class Parts extends GroupConverter {
    private final List<Converter> fields;
    private final Runnable ended;

    Parts(List<Converter> fields, Runnable ended) {
      this.fields = fields;
      this.ended = ended;
    }

    @Override
    public Converter getConverter(int field) {
      return fields.get(field);
    }

    @Override
    public void start() {}

    @Override
    public void end() {
      ended.run();
    }
  }

  /** The level of a list that holds one element, or none for a null. */
  private static final class Element extends Parts {
    private final Column elements;
    private int before;

    Element(Converter element, Column elements) {
      super(List.of(element), () -> {});
      this.elements = elements;
    }

    @Override
    public void start() {
      before = elements.size();
    }

    @Override
    public void end() {
      if (elements.size() == before) {
        elements.addNull();
      }
    }
  }

  /** Values without parts. */
  private static final class Values extends PrimitiveConverter {
    private final Column column;

    Values(Column column) {
      this.column = column;
    }

    @Override
    public void addBoolean(boolean value) {
      ((BooleanColumn) column).add(value);
    }

    @Override
    public void addInt(int value) {
      if (column instanceof LongColumn wide) {
        wide.add(value);
      } else {
        ((IntColumn) column).add(value);
      }
    }

    @Override
    public void addLong(long value) {
      ((LongColumn) column).add(value);
    }

    @Override
    public void addFloat(float value) {
      ((FloatColumn) column).add(value);
    }

    @Override
    public void addDouble(double value) {
      ((DoubleColumn) column).add(value);
    }

    @Override
    public void addBinary(Binary value) {
      byte[] bytes = value.getBytesUnsafe();
      ((BytesColumn) column).add(bytes, 0, bytes.length);
    }
  }
}
