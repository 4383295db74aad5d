// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.DoubleColumn;
import dev.sluice.core.shred.FloatColumn;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.LongColumn;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Values written as text, by type name. */
final class LineValue {
  private LineValue() {}

  static Type type(String name) {
    return switch (name) {
      case "ints" -> Types.ListType.ofOptional(1000, Types.IntegerType.get());
      case "timestamp" -> Types.TimestampType.withoutZone();
      case "timestamptz" -> Types.TimestampType.withZone();
      case "timestamp_ns" -> Types.TimestampNanoType.withoutZone();
      default -> Types.fromPrimitiveString(name);
    };
  }

  static void append(Column column, Type type, String text) throws MalformedException {
    if (text == null) {
      column.addNull();
      return;
    }
    try {
      switch (type.typeId()) {
        case BOOLEAN -> ((BooleanColumn) column).add(Boolean.parseBoolean(text));
        case INTEGER -> ((IntColumn) column).add(Integer.parseInt(text));
        case LONG -> ((LongColumn) column).add(Long.parseLong(text));
        case FLOAT -> ((FloatColumn) column).add(Float.parseFloat(text));
        case DOUBLE -> ((DoubleColumn) column).add(Double.parseDouble(text));
        case DATE -> ((IntColumn) column).add((int) LocalDate.parse(text).toEpochDay());
        case TIME -> ((LongColumn) column).add(LocalTime.parse(text).toNanoOfDay() / 1000);
        case TIMESTAMP -> ((LongColumn) column).add(micros(Instant.parse(text)));
        case TIMESTAMP_NANO ->
            ((LongColumn) column).add(ChronoUnit.NANOS.between(Instant.EPOCH, Instant.parse(text)));
        case DECIMAL -> decimal(column, new BigDecimal(text));
        case LIST -> ints((ListColumn) column, text);
        default -> bytes((BytesColumn) column, type, text);
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedException("'" + text + "' is no " + type, e);
    }
  }

  /** Also of years that nanoseconds do not reach, over which ChronoUnit counts. */
  private static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
  }

  private static void decimal(Column column, BigDecimal value) {
    if (column instanceof LongColumn longs) {
      longs.add(value.unscaledValue().longValueExact());
    } else {
      byte[] unscaled = value.unscaledValue().toByteArray();
      ((BytesColumn) column).add(unscaled, 0, unscaled.length);
    }
  }

  private static void ints(ListColumn column, String text) {
    for (String element : text.split(",", -1)) {
      ((IntColumn) column.elements()).add(Integer.parseInt(element));
    }
    column.add();
  }

  private static void bytes(BytesColumn column, Type type, String text) {
    byte[] bytes =
        switch (type.typeId()) {
          case STRING -> text.getBytes(StandardCharsets.UTF_8);
          case UUID -> uuid(UUID.fromString(text));
          default -> HexFormat.of().parseHex(text);
        };
    column.add(bytes, 0, bytes.length);
  }

  private static byte[] uuid(UUID uuid) {
    return ByteBuffer.allocate(16)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }
}
