// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.avro;

import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.DoubleColumn;
import dev.sluice.core.shred.FloatColumn;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.core.shred.MapColumn;
import dev.sluice.core.shred.StructColumn;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.io.Encoder;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** How values of one type are encoded, as {@link AvroSchemas} declares them. Stateless. */
interface AvroValue {
  /** Encodes a value that is not null. */
  void present(Encoder out, Column column, int row) throws IOException;

  static AvroValue of(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> (out, column, row) -> out.writeBoolean(((BooleanColumn) column).get(row));
      case INTEGER, DATE -> (out, column, row) -> out.writeInt(((IntColumn) column).get(row));
      case LONG, TIME, TIMESTAMP, TIMESTAMP_NANO ->
          (out, column, row) -> out.writeLong(((LongColumn) column).get(row));
      case FLOAT -> (out, column, row) -> out.writeFloat(((FloatColumn) column).get(row));
      case DOUBLE -> (out, column, row) -> out.writeDouble(((DoubleColumn) column).get(row));
      case DECIMAL -> AvroValue::decimal;
      case STRING, BINARY -> AvroValue::bytes;
      case FIXED, UUID ->
          (out, column, row) -> {
            BytesColumn bytes = (BytesColumn) column;
            out.writeFixed(bytes.data(), bytes.from(row), bytes.length(row));
          };
      case STRUCT -> struct(type.asStructType());
      case LIST -> list(type.asListType());
      case MAP -> map(type.asMapType());
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN ->
          throw new IllegalArgumentException("no column holds values of type " + type);
    };
  }

  static AvroValue of(Type type, boolean optional) {
    AvroValue value = of(type);
    if (!optional) {
      return value;
    }
    return (out, column, row) -> {
      boolean absent = column.isNull(row);
      out.writeIndex(absent ? 0 : 1);
      if (absent) {
        out.writeNull();
      } else {
        value.present(out, column, row);
      }
    };
  }

  /** Texts are bytes in UTF-8 in either place. */
  private static void bytes(Encoder out, Column column, int row) throws IOException {
    BytesColumn bytes = (BytesColumn) column;
    out.writeBytes(bytes.data(), bytes.from(row), bytes.length(row));
  }

  private static void decimal(Encoder out, Column column, int row) throws IOException {
    if (column instanceof LongColumn longs) {
      out.writeBytes(BigInteger.valueOf(longs.get(row)).toByteArray());
    } else {
      bytes(out, column, row);
    }
  }

  private static AvroValue struct(Types.StructType type) {
    List<AvroValue> values = new ArrayList<>();
    for (Types.NestedField field : type.fields()) {
      values.add(of(field.type(), field.isOptional()));
    }
    return (out, column, row) -> {
      StructColumn struct = (StructColumn) column;
      for (int i = 0; i < values.size(); i++) {
        values.get(i).present(out, struct.child(i), row);
      }
    };
  }

  private static AvroValue list(Types.ListType type) {
    AvroValue element = of(type.elementType(), type.isElementOptional());
    return (out, column, row) -> {
      ListColumn list = (ListColumn) column;
      out.writeArrayStart();
      out.setItemCount(list.to(row) - list.from(row));
      for (int i = list.from(row); i < list.to(row); i++) {
        out.startItem();
        element.present(out, list.elements(), i);
      }
      out.writeArrayEnd();
    };
  }

  /** A map, and a list of entries with a key and a value, look the same in Avro. */
  private static AvroValue map(Types.MapType type) {
    AvroValue key = of(type.keyType());
    AvroValue value = of(type.valueType(), type.isValueOptional());
    return (out, column, row) -> {
      MapColumn map = (MapColumn) column;
      out.writeMapStart();
      out.setItemCount(map.to(row) - map.from(row));
      for (int i = map.from(row); i < map.to(row); i++) {
        out.startItem();
        key.present(out, map.keys(), i);
        value.present(out, map.values(), i);
      }
      out.writeMapEnd();
    };
  }
}
