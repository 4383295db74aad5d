// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
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
import dev.sluice.lake.formats.Decimals;
import dev.sluice.lake.formats.IsoColumn;
import dev.sluice.lake.formats.IsoText;
import dev.sluice.lake.formats.Uuids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * How values of one type are written as JSON. Not thread-safe: one per file.
 *
 * <p>NaN and the infinities, which JSON numbers lack, are the generator's strings; bytes are
 * base64; a map is an object if its keys are strings, else a list of objects with key and value.
 */
public interface JsonValue {
  /** Writes a value that is not null. */
  void present(JsonGenerator out, Column column, int row) throws IOException;

  /** Writes a value or null. */
  default void write(JsonGenerator out, Column column, int row) throws IOException {
    if (column.isNull(row)) {
      out.writeNull();
    } else {
      present(out, column, row);
    }
  }

  /** How values of {@code type} are usually written. */
  static JsonValue of(Type type) {
    return of(type, JsonStyle.USUAL);
  }

  /** How values of {@code type} are written. */
  static JsonValue of(Type type, JsonStyle style) {
    return switch (type.typeId()) {
      case BOOLEAN -> (out, column, row) -> out.writeBoolean(((BooleanColumn) column).get(row));
      case INTEGER -> (out, column, row) -> out.writeNumber(((IntColumn) column).get(row));
      case LONG -> (out, column, row) -> out.writeNumber(((LongColumn) column).get(row));
      case FLOAT -> (out, column, row) -> out.writeNumber(((FloatColumn) column).get(row));
      case DOUBLE -> (out, column, row) -> out.writeNumber(((DoubleColumn) column).get(row));
      case DECIMAL -> decimal(((Types.DecimalType) type).scale(), style.decimals());
      case DATE, TIME, TIMESTAMP, TIMESTAMP_NANO -> time(type, style.times());
      case STRING ->
          (out, column, row) -> {
            BytesColumn text = (BytesColumn) column;
            out.writeUTF8String(text.data(), text.from(row), text.length(row));
          };
      case BINARY, FIXED ->
          (out, column, row) -> {
            BytesColumn bytes = (BytesColumn) column;
            out.writeBinary(bytes.data(), bytes.from(row), bytes.length(row));
          };
      case UUID ->
          (out, column, row) -> out.writeString(Uuids.get((BytesColumn) column, row).toString());
      case STRUCT -> struct(type.asStructType(), style);
      case LIST -> list(of(type.asListType().elementType(), style));
      case MAP -> map(type.asMapType(), style);
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN ->
          throw new IllegalArgumentException("no column holds values of type " + type);
    };
  }

  private static JsonValue decimal(int scale, JsonStyle.Decimals style) {
    return switch (style) {
      case NUMBER -> (out, column, row) -> out.writeNumber(Decimals.get(column, row, scale));
      case BASE64 ->
          (out, column, row) ->
              out.writeBinary(Decimals.get(column, row, scale).unscaledValue().toByteArray());
    };
  }

  private static JsonValue time(Type type, JsonStyle.Times style) {
    return switch (style) {
      case ISO -> iso(type);
      case NUMBER -> number(type);
    };
  }

  /** Days, or milliseconds of the day, or since 1970. */
  private static JsonValue number(Type type) {
    if (type.typeId() == Type.TypeID.DATE) {
      return (out, column, row) -> out.writeNumber(((IntColumn) column).get(row));
    }
    long perMilli = type.typeId() == Type.TypeID.TIMESTAMP_NANO ? 1_000_000 : 1_000;
    return (out, column, row) ->
        out.writeNumber(Math.floorDiv(((LongColumn) column).get(row), perMilli));
  }

  private static JsonValue iso(Type type) {
    IsoColumn text = IsoColumn.of(type);
    return (out, column, row) -> ascii(out, text.at(column, row));
  }

  private static void ascii(JsonGenerator out, IsoText text) throws IOException {
    out.writeRawUTF8String(text.bytes(), 0, text.length());
  }

  private static JsonValue struct(Types.StructType type, JsonStyle style) {
    List<SerializableString> names = new ArrayList<>();
    List<JsonValue> values = new ArrayList<>();
    for (Types.NestedField field : type.fields()) {
      names.add(new SerializedString(field.name()));
      values.add(of(field.type(), style));
    }
    return (out, column, row) -> {
      StructColumn struct = (StructColumn) column;
      out.writeStartObject();
      for (int i = 0; i < values.size(); i++) {
        out.writeFieldName(names.get(i));
        values.get(i).write(out, struct.child(i), row);
      }
      out.writeEndObject();
    };
  }

  private static JsonValue list(JsonValue element) {
    return (out, column, row) -> {
      ListColumn list = (ListColumn) column;
      out.writeStartArray();
      for (int i = list.from(row); i < list.to(row); i++) {
        element.write(out, list.elements(), i);
      }
      out.writeEndArray();
    };
  }

  private static JsonValue map(Types.MapType type, JsonStyle style) {
    JsonValue value = of(type.valueType(), style);
    if (type.keyType().typeId() != Type.TypeID.STRING) {
      return entries(of(type.keyType(), style), value);
    }
    return (out, column, row) -> {
      MapColumn map = (MapColumn) column;
      BytesColumn keys = (BytesColumn) map.keys();
      out.writeStartObject();
      for (int i = map.from(row); i < map.to(row); i++) {
        out.writeFieldName(
            new String(keys.data(), keys.from(i), keys.length(i), StandardCharsets.UTF_8));
        value.write(out, map.values(), i);
      }
      out.writeEndObject();
    };
  }

  private static JsonValue entries(JsonValue key, JsonValue value) {
    return (out, column, row) -> {
      MapColumn map = (MapColumn) column;
      out.writeStartArray();
      for (int i = map.from(row); i < map.to(row); i++) {
        out.writeStartObject();
        out.writeFieldName("key");
        key.write(out, map.keys(), i);
        out.writeFieldName("value");
        value.write(out, map.values(), i);
        out.writeEndObject();
      }
      out.writeEndArray();
    };
  }
}
