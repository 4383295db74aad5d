// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.MapColumn;
import dev.sluice.core.shred.StructColumn;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Nested values as JSON: structs and maps as objects, lists as arrays, times in ISO-8601, bytes in
 * hexadecimal, numbers without loss of digits (not-a-number and infinities as strings).
 */
public final class JsonText {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonText() {}

  /** One value as JSON text. */
  public static String of(Column column, int row, Type type) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      value(json, column, row, type);
    } catch (IOException e) {
      throw new UncheckedIOException("a string does not fail", e);
    }
    return text.toString();
  }

  private static void value(JsonGenerator json, Column column, int row, Type type)
      throws IOException {
    if (column.isNull(row)) {
      json.writeNull();
      return;
    }
    switch (type.typeId()) {
      case STRUCT -> struct(json, (StructColumn) column, row, type.asStructType());
      case LIST -> list(json, (ListColumn) column, row, type.asListType());
      case MAP -> map(json, (MapColumn) column, row, type.asMapType());
      case BOOLEAN -> json.writeBoolean(((BooleanColumn) column).get(row));
      case INTEGER, LONG -> json.writeNumber(Values.whole(column, row));
      case FLOAT -> json.writeNumber((float) Values.floating(column, row));
      case DOUBLE -> json.writeNumber(Values.floating(column, row));
      case DECIMAL -> json.writeNumber(Values.decimal(column, row, type));
      default -> json.writeString(scalar(column, row, type));
    }
  }

  /** A value as text: without quotes if it is a scalar, else as JSON. */
  public static String scalar(Column column, int row, Type type) {
    return switch (type.typeId()) {
      case STRING -> Values.text(column, row);
      case UUID -> uuid(Values.bytes(column, row)).toString();
      case BINARY, FIXED -> HexFormat.of().formatHex(Values.bytes(column, row));
      case DATE -> LocalDate.ofEpochDay(Values.whole(column, row)).toString();
      case TIME -> LocalTime.ofNanoOfDay(Values.whole(column, row) * 1000).toString();
      case TIMESTAMP ->
          time(
              Instant.EPOCH.plus(Values.whole(column, row), ChronoUnit.MICROS),
              ((Types.TimestampType) type).shouldAdjustToUTC());
      case TIMESTAMP_NANO ->
          time(
              Instant.EPOCH.plusNanos(Values.whole(column, row)),
              ((Types.TimestampNanoType) type).shouldAdjustToUTC());
      case BOOLEAN -> Boolean.toString(((BooleanColumn) column).get(row));
      case INTEGER, LONG -> Long.toString(Values.whole(column, row));
      case FLOAT, DOUBLE -> Double.toString(Values.floating(column, row));
      case DECIMAL -> Values.decimal(column, row, type).toPlainString();
      case STRUCT, LIST, MAP -> of(column, row, type);
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN ->
          throw new IllegalArgumentException("no column holds values of type " + type);
    };
  }

  private static String time(Instant instant, boolean zoned) {
    return zoned
        ? instant.toString()
        : instant.atOffset(ZoneOffset.UTC).toLocalDateTime().toString();
  }

  /** The value of 16 bytes. */
  public static UUID uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  private static void struct(
      JsonGenerator json, StructColumn column, int row, Types.StructType type) throws IOException {
    json.writeStartObject();
    List<Types.NestedField> fields = type.fields();
    for (int i = 0; i < fields.size(); i++) {
      json.writeFieldName(fields.get(i).name());
      value(json, column.child(i), row, fields.get(i).type());
    }
    json.writeEndObject();
  }

  private static void list(JsonGenerator json, ListColumn column, int row, Types.ListType type)
      throws IOException {
    json.writeStartArray();
    for (int i = column.from(row); i < column.to(row); i++) {
      value(json, column.elements(), i, type.elementType());
    }
    json.writeEndArray();
  }

  private static void map(JsonGenerator json, MapColumn column, int row, Types.MapType type)
      throws IOException {
    json.writeStartObject();
    for (int i = column.from(row); i < column.to(row); i++) {
      json.writeFieldName(scalar(column.keys(), i, type.keyType()));
      value(json, column.values(), i, type.valueType());
    }
    json.writeEndObject();
  }
}
