// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.duckdb;

import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.warehouse.dialect.Exactly;
import dev.sluice.warehouse.dialect.JsonText;
import dev.sluice.warehouse.dialect.SqlType;
import dev.sluice.warehouse.dialect.Values;
import java.sql.SQLException;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.duckdb.DuckDBAppender;

/**
 * How values of one type go into a column of one SQL type.
 *
 * @param column the column's type
 */
record DuckDbType(SqlType column, Encoder encoder) {
  /** Appends one value that is not null. */
  interface Encoder {
    void append(DuckDBAppender appender, Column column, int row) throws SQLException;
  }

  private static final Encoder TEXT = (a, c, row) -> a.append(Values.bytes(c, row));

  /** The type of a column that is created for values of {@code type}. */
  static String created(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> "BOOLEAN";
      case INTEGER -> "INTEGER";
      case LONG -> "BIGINT";
      case FLOAT -> "FLOAT";
      case DOUBLE -> "DOUBLE";
      case DATE -> "DATE";
      case TIME -> "TIME";
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC()
              ? "TIMESTAMP WITH TIME ZONE"
              : "TIMESTAMP";
      case TIMESTAMP_NANO -> "TIMESTAMP_NS";
      case DECIMAL ->
          "DECIMAL("
              + ((Types.DecimalType) type).precision()
              + ","
              + ((Types.DecimalType) type).scale()
              + ")";
      case STRING -> "VARCHAR";
      case UUID -> "UUID";
      case BINARY, FIXED -> "BLOB";
      case STRUCT, LIST, MAP -> "JSON";
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN ->
          throw new IllegalArgumentException("no column holds values of type " + type);
    };
  }

  /** The mapping; a value that the column cannot hold is refused when it comes. */
  static DuckDbType of(Type type, String sqlType) {
    SqlType column = SqlType.parse(sqlType);
    Encoder direct = encoder(type, column);
    return new DuckDbType(column, direct == null ? converted(type, column) : direct);
  }

  private static Encoder encoder(Type type, SqlType column) {
    return switch (type.typeId()) {
      case BOOLEAN ->
          column.is("BOOLEAN") ? (a, c, row) -> a.append(((BooleanColumn) c).get(row)) : null;
      case INTEGER, LONG -> number(type, column);
      case FLOAT, DOUBLE -> floating(type, column);
      case DECIMAL -> decimal(type, column);
      case DATE ->
          column.is("DATE") ? (a, c, row) -> a.appendEpochDays((int) Values.whole(c, row)) : null;
      case TIME ->
          column.is("TIME") ? (a, c, row) -> a.appendDayMicros(Values.whole(c, row)) : null;
      case TIMESTAMP -> micros(column);
      case TIMESTAMP_NANO ->
          column.is("TIMESTAMP_NS")
              ? (a, c, row) -> a.appendEpochNanos(Values.whole(c, row))
              : null;
      case STRING -> column.is("VARCHAR") || column.is("JSON") || column.is("ENUM") ? TEXT : null;
      case UUID ->
          column.is("UUID") ? (a, c, row) -> a.append(JsonText.uuid(Values.bytes(c, row))) : null;
      case BINARY, FIXED -> column.is("BLOB") ? TEXT : null;
      case STRUCT, LIST, MAP ->
          column.is("JSON") || column.is("VARCHAR")
              ? (a, c, row) -> a.append(JsonText.of(c, row, type))
              : null;
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN -> null;
    };
  }

  /** For values of another type than the column's: each fits exactly, or is refused. */
  private static Encoder converted(Type type, SqlType column) {
    return switch (column.name()) {
      case "VARCHAR" -> (a, c, row) -> a.append(JsonText.scalar(c, row, type));
      case "JSON" -> (a, c, row) -> a.append(JsonText.of(c, row, type));
      case "BOOLEAN" -> (a, c, row) -> a.append(Exactly.truth(c, row, type));
      case "TINYINT" -> (a, c, row) -> a.append((byte) whole(c, row, type, Byte.MAX_VALUE));
      case "SMALLINT" -> (a, c, row) -> a.append((short) whole(c, row, type, Short.MAX_VALUE));
      case "INTEGER" -> (a, c, row) -> a.append((int) whole(c, row, type, Integer.MAX_VALUE));
      case "BIGINT" -> (a, c, row) -> a.append(whole(c, row, type, Long.MAX_VALUE));
      case "DOUBLE" -> (a, c, row) -> a.append(Exactly.floating(Exactly.number(c, row, type)));
      case "DECIMAL" ->
          (a, c, row) ->
              a.append(
                  Exactly.decimal(
                      Exactly.number(c, row, type), column.precision(), column.scale()));
      default ->
          (a, c, row) -> {
            throw Exactly.misfit(c, row, type);
          };
    };
  }

  private static long whole(Column column, int row, Type type, long most) throws SQLException {
    return Exactly.whole(Exactly.number(column, row, type), -most - 1, most);
  }

  private static Encoder number(Type type, SqlType column) {
    return switch (column.name()) {
      case "TINYINT" ->
          (a, c, row) -> a.append((byte) Values.whole(c, row, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case "SMALLINT" ->
          (a, c, row) -> a.append((short) Values.whole(c, row, Short.MIN_VALUE, Short.MAX_VALUE));
      case "INTEGER" ->
          (a, c, row) -> a.append((int) Values.whole(c, row, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case "BIGINT" -> (a, c, row) -> a.append(Values.whole(c, row));
      default -> floating(type, column) != null ? floating(type, column) : decimal(type, column);
    };
  }

  private static Encoder floating(Type type, SqlType column) {
    if (column.is("DOUBLE")) {
      return (a, c, row) -> a.append(Values.exactFloating(c, row));
    }
    return column.is("FLOAT") && type.typeId() == Type.TypeID.FLOAT
        ? (a, c, row) -> a.append((float) Values.floating(c, row))
        : null;
  }

  private static Encoder decimal(Type type, SqlType column) {
    return column.is("DECIMAL")
        ? (a, c, row) -> a.append(Values.decimal(c, row, type, column.precision(), column.scale()))
        : null;
  }

  private static Encoder micros(SqlType column) {
    return switch (column.name()) {
      case "TIMESTAMP", "TIMESTAMP WITH TIME ZONE" ->
          (a, c, row) -> a.appendEpochMicros(Values.whole(c, row));
      default -> null;
    };
  }
}
