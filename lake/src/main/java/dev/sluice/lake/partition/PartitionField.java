// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Peek;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.apache.iceberg.types.Type;

/**
 * One field of a partition.
 *
 * @param unit what it is cut to; NONE for the value itself
 */
record PartitionField(String field, TimeUnit unit) {
  private static final String NULL_DIRECTORY = "__HIVE_DEFAULT_PARTITION__";
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  /** Stores the bucket of the value that {@code peek} has read. */
  void bucket(Peek peek, int index, Partitioning.Key into) throws MalformedException {
    into.texts()[index] = null;
    into.numbers()[index] = 0;
    if (peek.isNull(index)) {
      into.numbers()[index] = Partitioning.Key.NULL;
    } else if (unit != TimeUnit.NONE) {
      into.numbers()[index] = unit.bucket(micros(peek, index));
    } else if (isText(peek.type(index))) {
      into.texts()[index] =
          Arrays.copyOfRange(
              peek.bytes(index), peek.from(index), peek.from(index) + peek.length(index));
    } else if (isNumber(peek.type(index))) {
      into.numbers()[index] = peek.asLong(index);
    } else {
      throw new MalformedException(
          "field "
              + field
              + " of type "
              + peek.type(index)
              + " cannot name a directory; partition by a text, whole number, date or time");
    }
  }

  private static boolean isText(Type type) {
    return type.typeId() == Type.TypeID.STRING;
  }

  private static boolean isNumber(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN, INTEGER, LONG, DATE, TIME, TIMESTAMP, TIMESTAMP_NANO -> true;
      default -> false;
    };
  }

  private long micros(Peek peek, int index) throws MalformedException {
    return switch (peek.type(index).typeId()) {
      case TIMESTAMP -> peek.asLong(index);
      case TIMESTAMP_NANO -> Math.floorDiv(peek.asLong(index), 1000L);
      case DATE -> peek.asLong(index) * MICROS_PER_DAY;
      // A bare number is taken for milliseconds since 1970, as in Kafka's own timestamps.
      case INTEGER, LONG -> fromMillis(peek.asLong(index));
      case STRING ->
          parse(
              new String(
                  peek.bytes(index), peek.from(index), peek.length(index), StandardCharsets.UTF_8));
      default ->
          throw new MalformedException(
              "field " + field + " of type " + peek.type(index) + " is not a time");
    };
  }

  private long fromMillis(long millis) throws MalformedException {
    try {
      return Math.multiplyExact(millis, 1000L);
    } catch (ArithmeticException e) {
      throw new MalformedException(
          "field " + field + " is " + millis + ", which is no time in milliseconds since 1970", e);
    }
  }

  private long parse(String text) throws MalformedException {
    try {
      return ChronoUnit.MICROS.between(Instant.EPOCH, instant(text));
    } catch (DateTimeException | ArithmeticException e) {
      throw new MalformedException(
          "field " + field + " is '" + text + "', not a time such as 2026-11-23T07:00:00Z", e);
    }
  }

  private static Instant instant(String text) {
    String iso = text.replace(' ', 'T');
    if (iso.indexOf('T') < 0) {
      return LocalDate.parse(iso).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
    boolean zoned = iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
    return zoned
        ? OffsetDateTime.parse(iso).toInstant()
        : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
  }

  /** {@code ordered_at_day=2026-11-23}, escaped as Hive does. */
  String segment(Peek peek, int index, Partitioning.Key key) {
    return Escaping.escape(field + unit.suffix()) + "=" + value(peek, index, key);
  }

  /** The segment of a row of {@code at}. */
  String example(Instant at) {
    String text =
        unit == TimeUnit.NONE
            ? "..."
            : unit.text(unit.bucket(ChronoUnit.MICROS.between(Instant.EPOCH, at)));
    return Escaping.escape(field + unit.suffix()) + "=" + text;
  }

  private String value(Peek peek, int index, Partitioning.Key key) {
    if (key.numbers()[index] == Partitioning.Key.NULL) {
      return NULL_DIRECTORY;
    }
    if (unit != TimeUnit.NONE) {
      return unit.text(key.numbers()[index]);
    }
    byte[] text = key.texts()[index];
    if (text != null) {
      // Hive has no directory for the empty text either; it shares that of null.
      return text.length == 0
          ? NULL_DIRECTORY
          : Escaping.escape(new String(text, StandardCharsets.UTF_8));
    }
    long number = key.numbers()[index];
    return switch (peek.type(index).typeId()) {
      case BOOLEAN -> number == 1 ? "true" : "false";
      case DATE -> LocalDate.ofEpochDay(number).toString();
      default -> Long.toString(number);
    };
  }
}
