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

/** Points in time, read from fields of whatever type holds them. */
final class Times {
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private Times() {}

  /**
   * Microseconds since 1970.
   *
   * @throws MalformedException if the value is no time
   */
  static long micros(Peek peek, int index) throws MalformedException {
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
          throw new MalformedException("a value of type " + peek.type(index) + " is not a time");
    };
  }

  private static long fromMillis(long millis) throws MalformedException {
    try {
      return Math.multiplyExact(millis, 1000L);
    } catch (ArithmeticException e) {
      throw new MalformedException(
          millis + " is no time in milliseconds since 1970: it is too far away", e);
    }
  }

  private static long parse(String text) throws MalformedException {
    try {
      return isNumber(text)
          ? fromMillis(Long.parseLong(text))
          : ChronoUnit.MICROS.between(Instant.EPOCH, instant(text));
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw new MalformedException("'" + text + "' is not a time such as 2026-11-23T07:00:00Z", e);
    }
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.chars().skip(text.charAt(0) == '-' ? 1 : 0).allMatch(c -> c >= '0' && c <= '9');
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
}
