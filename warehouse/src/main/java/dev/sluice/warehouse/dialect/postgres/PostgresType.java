// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.postgres;

import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.warehouse.dialect.Exactly;
import dev.sluice.warehouse.dialect.JsonText;
import dev.sluice.warehouse.dialect.SqlType;
import dev.sluice.warehouse.dialect.Values;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * How values of one type go into a column of one SQL type. COPY BINARY converts nothing, so it is
 * the column that says how many bytes a number has.
 */
record PostgresType(SqlType column, Encoder encoder) {
  /** Appends one value that is not null, as a field. */
  interface Encoder {
    void append(CopyImage image, Column column, int row) throws SQLException;
  }

  private static final long MICROS_TO_2000 = 946_684_800_000_000L;
  private static final int DAYS_TO_2000 = 10_957;

  private static final Set<String> TEXTS =
      Set.of("text", "character varying", "character", "enum", "name", "citext", "json", "xml");

  /** Whether a column takes strings as they are. */
  static boolean isText(SqlType column) {
    return TEXTS.contains(column.name());
  }

  /** The type of a column that is created for values of {@code type}. */
  static String created(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> "boolean";
      case INTEGER -> "integer";
      case LONG -> "bigint";
      case FLOAT -> "real";
      case DOUBLE -> "double precision";
      case DATE -> "date";
      case TIME -> "time without time zone";
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC()
              ? "timestamp with time zone"
              : "timestamp without time zone";
      // PostgreSQL has no type for nanoseconds that is also a time; they are cut to microseconds.
      case TIMESTAMP_NANO ->
          ((Types.TimestampNanoType) type).shouldAdjustToUTC()
              ? "timestamp with time zone"
              : "timestamp without time zone";
      case DECIMAL ->
          "numeric("
              + ((Types.DecimalType) type).precision()
              + ","
              + ((Types.DecimalType) type).scale()
              + ")";
      case STRING -> "text";
      case UUID -> "uuid";
      case BINARY, FIXED -> "bytea";
      case STRUCT, LIST, MAP -> "jsonb";
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN ->
          throw new IllegalArgumentException("no column holds values of type " + type);
    };
  }

  /** The mapping; a value that the column cannot hold is refused when it comes. */
  static PostgresType of(Type type, String sqlType) {
    SqlType column = SqlType.parse(sqlType);
    Encoder direct = encoder(type, column);
    return new PostgresType(column, direct == null ? converted(type, column) : direct);
  }

  private static Encoder encoder(Type type, SqlType column) {
    return switch (type.typeId()) {
      case BOOLEAN ->
          column.is("boolean")
              ? (image, c, row) -> image.booleanField(((BooleanColumn) c).get(row))
              : null;
      case INTEGER, LONG -> whole(type, column);
      case FLOAT, DOUBLE -> floating(type, column);
      case DECIMAL -> numeric(type, column);
      case DATE ->
          column.is("date")
              ? (image, c, row) -> image.int32Field((int) Values.whole(c, row) - DAYS_TO_2000)
              : null;
      case TIME ->
          column.is("time without time zone")
              ? (image, c, row) -> image.int64Field(Values.whole(c, row))
              : null;
      case TIMESTAMP -> timestamp(column, 1);
      case TIMESTAMP_NANO -> timestamp(column, 1000);
      case STRING -> text(column);
      case UUID -> column.is("uuid") ? PostgresType::bytes : null;
      case BINARY, FIXED -> column.is("bytea") ? PostgresType::bytes : null;
      case STRUCT, LIST, MAP -> json(type, column);
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN -> null;
    };
  }

  /** For values of another type than the column's: each fits exactly, or is refused. */
  private static Encoder converted(Type type, SqlType column) {
    NumericImage numeric = new NumericImage();
    return switch (column.name()) {
      case "text", "character varying", "character", "citext" ->
          (image, c, row) -> {
            byte[] text = utf8(JsonText.scalar(c, row, type));
            image.bytesField(text, 0, text.length);
          };
      case "jsonb" -> (image, c, row) -> image.versionedField(1, utf8(JsonText.of(c, row, type)));
      case "boolean" -> (image, c, row) -> image.booleanField(Exactly.truth(c, row, type));
      case "smallint" ->
          (image, c, row) -> image.int16Field((int) whole(c, row, type, Short.MAX_VALUE));
      case "integer" ->
          (image, c, row) -> image.int32Field((int) whole(c, row, type, Integer.MAX_VALUE));
      case "bigint" -> (image, c, row) -> image.int64Field(whole(c, row, type, Long.MAX_VALUE));
      case "double precision" ->
          (image, c, row) ->
              image.int64Field(
                  Double.doubleToRawLongBits(Exactly.floating(Exactly.number(c, row, type))));
      case "numeric" ->
          (image, c, row) ->
              numeric.field(
                  image,
                  Exactly.decimal(
                      Exactly.number(c, row, type), column.precision(), column.scale()));
      default ->
          (image, c, row) -> {
            throw Exactly.misfit(c, row, type);
          };
    };
  }

  private static long whole(Column column, int row, Type type, long most) throws SQLException {
    return Exactly.whole(Exactly.number(column, row, type), -most - 1, most);
  }

  private static Encoder whole(Type type, SqlType column) {
    return switch (column.name()) {
      case "smallint" ->
          (image, c, row) ->
              image.int16Field((int) Values.whole(c, row, Short.MIN_VALUE, Short.MAX_VALUE));
      case "integer" ->
          (image, c, row) ->
              image.int32Field((int) Values.whole(c, row, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case "bigint" -> (image, c, row) -> image.int64Field(Values.whole(c, row));
      case "numeric" -> numeric(type, column);
      default -> floating(type, column);
    };
  }

  private static Encoder floating(Type type, SqlType column) {
    if (column.is("double precision")) {
      return (image, c, row) ->
          image.int64Field(Double.doubleToRawLongBits(Values.exactFloating(c, row)));
    }
    return column.is("real") && type.typeId() == Type.TypeID.FLOAT
        ? (image, c, row) ->
            image.int32Field(Float.floatToRawIntBits((float) Values.floating(c, row)))
        : null;
  }

  private static Encoder numeric(Type type, SqlType column) {
    if (!column.is("numeric")) {
      return null;
    }
    NumericImage numeric = new NumericImage();
    if (column.precision() < 0) {
      return (image, c, row) -> numeric.field(image, Values.decimal(c, row, type));
    }
    return (image, c, row) ->
        numeric.field(image, Values.decimal(c, row, type, column.precision(), column.scale()));
  }

  private static Encoder timestamp(SqlType column, int perMicro) {
    return switch (column.name()) {
      case "timestamp with time zone", "timestamp without time zone" ->
          (image, c, row) ->
              image.int64Field(Math.floorDiv(Values.whole(c, row), perMicro) - MICROS_TO_2000);
      default -> null;
    };
  }

  private static Encoder text(SqlType column) {
    if (column.is("jsonb")) {
      return (image, c, row) -> image.versionedField(1, Values.bytes(c, row));
    }
    return TEXTS.contains(column.name()) ? PostgresType::bytes : null;
  }

  private static Encoder json(Type type, SqlType column) {
    if (column.is("jsonb")) {
      return (image, c, row) -> image.versionedField(1, utf8(JsonText.of(c, row, type)));
    }
    return column.is("json") || column.is("text")
        ? (image, c, row) -> {
          byte[] text = utf8(JsonText.of(c, row, type));
          image.bytesField(text, 0, text.length);
        }
        : null;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void bytes(CopyImage image, Column column, int row) {
    BytesColumn bytes = (BytesColumn) column;
    image.bytesField(bytes.data(), bytes.from(row), bytes.length(row));
  }
}
