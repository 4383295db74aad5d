// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.contract;

import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.DoubleColumn;
import dev.sluice.core.shred.FloatColumn;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.LongColumn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types;

/** A value of one column, seen as what a rule asks about. One object for all rows of a column. */
public final class Cell {
  private static final long MICROS_PER_DAY = ChronoUnit.DAYS.getDuration().toNanos() / 1_000;

  private final Type type;
  private final Column column;
  private int row;

  Cell(Type type, Column column) {
    this.type = type;
    this.column = column;
  }

  /** Turns to a row, which may not have got its value yet. */
  Cell at(int newRow) {
    row = newRow;
    return this;
  }

  Type type() {
    return type;
  }

  boolean isNull() {
    return column.size() <= row || column.isNull(row);
  }

  /** Whether {@link #whole} may be asked: numbers without a fraction, and nothing else. */
  boolean isWhole() {
    return type.typeId() == TypeID.INTEGER || type.typeId() == TypeID.LONG;
  }

  long whole() {
    return column instanceof IntColumn ints ? ints.get(row) : ((LongColumn) column).get(row);
  }

  /** The exact number, of a number or of a text that reads as one; null of anything else. */
  BigDecimal number() {
    try {
      return switch (type.typeId()) {
        case INTEGER, LONG -> BigDecimal.valueOf(whole());
        case FLOAT -> new BigDecimal(Float.toString(((FloatColumn) column).get(row)));
        case DOUBLE -> BigDecimal.valueOf(((DoubleColumn) column).get(row));
        case DECIMAL -> decimal(((Types.DecimalType) type).scale());
        case STRING -> new BigDecimal(text());
        default -> null;
      };
    } catch (NumberFormatException e) {
      return null; // not a number, or one of the doubles that are none
    }
  }

  private BigDecimal decimal(int scale) {
    if (column instanceof LongColumn longs) {
      return BigDecimal.valueOf(longs.get(row), scale);
    }
    return new BigDecimal(new BigInteger(bytes()), scale);
  }

  /** Microseconds since 1970, UTC where no offset is given; null of what is no point in time. */
  Long micros() {
    return switch (type.typeId()) {
      case DATE -> ((IntColumn) column).get(row) * MICROS_PER_DAY;
      case TIMESTAMP -> ((LongColumn) column).get(row);
      case TIMESTAMP_NANO -> Math.floorDiv(((LongColumn) column).get(row), 1_000L);
      case STRING -> micros(text());
      default -> null;
    };
  }

  /** Reads a date, or a time with or without an offset; null if it is neither. */
  static Long micros(String text) {
    try {
      if (text.length() <= 10) {
        return LocalDate.parse(text).toEpochDay() * MICROS_PER_DAY;
      }
      String iso = text.replace(' ', 'T');
      boolean offset = iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
      OffsetDateTime time =
          offset ? OffsetDateTime.parse(iso) : LocalDateTime.parse(iso).atOffset(ZoneOffset.UTC);
      return ChronoUnit.MICROS.between(
          OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC), time);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Characters of a value's text; -1 of what has parts. */
  int length() {
    if (type.typeId() != TypeID.STRING) {
      return type.isPrimitiveType() ? text().length() : -1;
    }
    BytesColumn bytes = (BytesColumn) column;
    int characters = 0;
    for (int i = bytes.from(row); i < bytes.to(row); i++) {
      characters += (bytes.data()[i] & 0xC0) == 0x80 ? 0 : 1;
    }
    return characters;
  }

  /** Elements of a list; -1 of what is none. */
  int items() {
    return column instanceof ListColumn list ? list.to(row) - list.from(row) : -1;
  }

  /** The value as a person reads it; of what has parts only that it has. */
  String text() {
    return switch (type.typeId()) {
      case STRING -> new String(bytes(), StandardCharsets.UTF_8);
      case BOOLEAN -> Boolean.toString(((BooleanColumn) column).get(row));
      case INTEGER, LONG, FLOAT, DOUBLE, DECIMAL -> numberText();
      case DATE -> LocalDate.ofEpochDay(((IntColumn) column).get(row)).toString();
      case TIME -> LocalTime.ofNanoOfDay(((LongColumn) column).get(row) * 1_000).toString();
      case TIMESTAMP, TIMESTAMP_NANO -> Long.toString(micros());
      case UUID -> uuid();
      default -> type.typeId().name().toLowerCase(java.util.Locale.ROOT);
    };
  }

  /**
   * The one text of a number: 3 and 3.0 are one, because a column that also has 3.5 makes them so.
   */
  static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private String numberText() {
    BigDecimal number = number();
    return number == null ? "NaN" : plain(number);
  }

  private String uuid() {
    ByteBuffer bits = ByteBuffer.wrap(bytes());
    return new UUID(bits.getLong(), bits.getLong()).toString();
  }

  private byte[] bytes() {
    BytesColumn bytes = (BytesColumn) column;
    return Arrays.copyOfRange(bytes.data(), bytes.from(row), bytes.to(row));
  }
}
