// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.mariadb;

import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.warehouse.dialect.Exactly;
import dev.sluice.warehouse.dialect.JsonText;
import dev.sluice.warehouse.dialect.SqlType;
import dev.sluice.warehouse.dialect.Values;
import java.math.BigDecimal;
import java.sql.SQLDataException;
import java.sql.SQLException;
import org.apache.iceberg.types.Type;

/**
 * How values of one type go into a column of one SQL type. The server would round, cut and pad
 * where it can, so it is checked here that a value fits.
 */
final class MariaDbType {
  /** Appends one value that is not null, as a field. */
  interface Encoder {
    void append(RowImage image, Column column, int row) throws SQLException;
  }

  private static final String OUT_OF_RANGE = "22003";

  private MariaDbType() {}

  /** Writes values of a type; a value that the column cannot hold is refused when it comes. */
  static Encoder of(Type type, String sqlType) {
    SqlType column = SqlType.parse(sqlType);
    Encoder direct = encoder(type, column, sqlType);
    return direct == null ? converted(type, column) : direct;
  }

  private static Encoder encoder(Type type, SqlType column, String sqlType) {
    return switch (type.typeId()) {
      case BOOLEAN ->
          isBoolean(column)
              ? (image, c, row) -> image.numberField(((BooleanColumn) c).get(row) ? 1 : 0)
              : null;
      case INTEGER, LONG -> whole(type, column);
      case FLOAT, DOUBLE -> floating(type, column);
      case DECIMAL -> decimal(type, column);
      case DATE, TIME, TIMESTAMP, TIMESTAMP_NANO -> moment(type, column, sqlType);
      case STRING -> ByteFields.ofText(column);
      case UUID -> uuid(column);
      case BINARY, FIXED -> ByteFields.ofBinary(column);
      case STRUCT, LIST, MAP ->
          ByteFields.holdsText(column)
              ? ByteFields.ofStrings(column, (c, row) -> JsonText.of(c, row, type))
              : null;
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN -> null;
    };
  }

  /** For values of another type than the column's: each fits exactly, or is refused. */
  private static Encoder converted(Type type, SqlType column) {
    Whole whole = Whole.of(column);
    if (isBoolean(column)) {
      return (image, c, row) -> image.numberField(Exactly.truth(c, row, type) ? 1 : 0);
    }
    if (whole != null) {
      return (image, c, row) ->
          image.numberField(Exactly.whole(Exactly.number(c, row, type), whole.least, whole.most));
    }
    if (column.is("json")) {
      return ByteFields.ofStrings(column, (c, row) -> JsonText.of(c, row, type));
    }
    if (ByteFields.holdsText(column)) {
      return ByteFields.ofStrings(column, (c, row) -> JsonText.scalar(c, row, type));
    }
    return switch (column.name()) {
      case "double" ->
          column.precision() < 0
              ? (image, c, row) ->
                  image.numberField(Double.toString(Exactly.floating(Exactly.number(c, row, type))))
              : misfit(type);
      case "decimal", "decimal unsigned" ->
          (image, c, row) ->
              image.numberField(
                  Exactly.decimal(Exactly.number(c, row, type), column.precision(), column.scale())
                      .toPlainString());
      default -> misfit(type);
    };
  }

  private static Encoder misfit(Type type) {
    return (image, c, row) -> {
      throw Exactly.misfit(c, row, type);
    };
  }

  private static boolean isBoolean(SqlType column) {
    return column.is("tinyint") && column.precision() == 1;
  }

  /** The range of a column of whole numbers. */
  private record Whole(long least, long most) {
    static Whole of(SqlType column) {
      return switch (column.name()) {
        case "tinyint" -> signed(8);
        case "smallint" -> signed(16);
        case "mediumint" -> signed(24);
        case "int" -> signed(32);
        case "bigint" -> signed(64);
        case "tinyint unsigned" -> unsigned(8);
        case "smallint unsigned" -> unsigned(16);
        case "mediumint unsigned" -> unsigned(24);
        case "int unsigned" -> unsigned(32);
        case "bigint unsigned" -> new Whole(0, Long.MAX_VALUE);
        default -> null;
      };
    }

    private static Whole signed(int bits) {
      return new Whole(-1L << (bits - 1), (-1L << (bits - 1)) ^ -1L);
    }

    private static Whole unsigned(int bits) {
      return new Whole(0, (1L << bits) - 1);
    }
  }

  private static Encoder whole(Type type, SqlType column) {
    Whole whole = Whole.of(column);
    if (whole != null) {
      return (image, c, row) -> image.numberField(Values.whole(c, row, whole.least, whole.most));
    }
    return column.name().startsWith("decimal") ? decimal(type, column) : floating(type, column);
  }

  /** With digits after the point told, the server would round to them. */
  private static Encoder floating(Type type, SqlType column) {
    boolean twice = column.is("double");
    boolean single = column.is("float") && type.typeId() == Type.TypeID.FLOAT;
    if (column.precision() >= 0 || !(twice || single)) {
      return null;
    }
    return (image, c, row) -> {
      double value = Values.exactFloating(c, row);
      if (!Double.isFinite(value)) {
        throw new SQLDataException(value + " is no number to this database", OUT_OF_RANGE);
      }
      image.numberField(Double.toString(value));
    };
  }

  private static Encoder decimal(Type type, SqlType column) {
    if (!column.name().startsWith("decimal")) {
      return null;
    }
    return (image, c, row) -> {
      BigDecimal value = Values.decimal(c, row, type, column.precision(), column.scale());
      image.numberField(value.toPlainString());
    };
  }

  private static Encoder moment(Type type, SqlType column, String sqlType) {
    Moments moments = new Moments(Math.max(column.precision(), 0), sqlType);
    boolean dateTime = column.is("datetime") || column.is("timestamp");
    return switch (type.typeId()) {
      case DATE ->
          column.is("date") ? (image, c, row) -> moments.date(image, Values.whole(c, row)) : null;
      case TIME ->
          column.is("time") ? (image, c, row) -> moments.time(image, Values.whole(c, row)) : null;
      case TIMESTAMP ->
          dateTime ? (image, c, row) -> moments.dateTime(image, Values.whole(c, row)) : null;
      // There is no type for nanoseconds; they are cut to microseconds.
      case TIMESTAMP_NANO ->
          dateTime
              ? (image, c, row) ->
                  moments.dateTime(image, Math.floorDiv(Values.whole(c, row), 1000))
              : null;
      default -> null;
    };
  }

  private static Encoder uuid(SqlType column) {
    return column.is("binary") && column.precision() == 16 ? ByteFields.ofBinary(column) : null;
  }
}
