// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import dev.sluice.core.failure.MalformedException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates as days since 1970, timestamps as microseconds since then, and their texts. In UTC. */
final class Times {
  private static final Pattern TEXT =
      Pattern.compile(
          "(\\d{4,6})-(\\d{1,2})-(\\d{1,2})"
              + "(?:[T ](\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,6}))?)?"
              + "\\s*(Z|UTC|[+-]\\d{2}(?::?\\d{2})?)?)?");

  private Times() {}

  static long midnight(long day) throws MalformedException {
    try {
      return Math.multiplyExact(day, Interval.MICROS_PER_DAY);
    } catch (ArithmeticException e) {
      throw new MalformedException("a date is outside the range of a timestamp", e);
    }
  }

  static LocalDate day(long timestamp) {
    return LocalDate.ofEpochDay(Math.floorDiv(timestamp, Interval.MICROS_PER_DAY));
  }

  static LocalTime time(long timestamp) {
    return LocalTime.ofNanoOfDay(Math.floorMod(timestamp, Interval.MICROS_PER_DAY) * 1000);
  }

  static String dateText(long day) {
    LocalDate date = LocalDate.ofEpochDay(day);
    int year = date.getYear();
    String text =
        String.format(
            java.util.Locale.ROOT,
            "%04d-%02d-%02d",
            year > 0 ? year : 1 - year,
            date.getMonthValue(),
            date.getDayOfMonth());
    return year > 0 ? text : text + " (BC)";
  }

  static String timestampText(long micros) {
    return dateText(Math.floorDiv(micros, Interval.MICROS_PER_DAY))
        + " "
        + timeText(Math.floorMod(micros, Interval.MICROS_PER_DAY));
  }

  static String timeText(long micros) {
    long seconds = micros / 1_000_000;
    String text =
        String.format(
            java.util.Locale.ROOT,
            "%02d:%02d:%02d",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60);
    long fraction = micros % 1_000_000;
    return fraction == 0
        ? text
        : text
            + "."
            + String.format(java.util.Locale.ROOT, "%06d", fraction).replaceFirst("0+$", "");
  }

  /** Days of an ISO date; a time behind it is cut off. */
  static long date(String text) throws MalformedException {
    return Math.floorDiv(timestamp(text), Interval.MICROS_PER_DAY);
  }

  /** Microseconds of an ISO date and time; an offset behind it is passed over, as DuckDB does. */
  static long timestamp(String text) throws MalformedException {
    return micros(text, false);
  }

  /** The same, the offset counted; without one it is a time in UTC. */
  static long instant(String text) throws MalformedException {
    return micros(text, true);
  }

  private static long micros(String text, boolean withOffset) throws MalformedException {
    Matcher parts = TEXT.matcher(text.strip());
    if (!parts.matches()) {
      throw new MalformedException("'" + text + "' is not a date and time in ISO form");
    }
    try {
      LocalDate date = LocalDate.of(part(parts, 1), part(parts, 2), part(parts, 3));
      LocalTime time = LocalTime.of(part(parts, 4), part(parts, 5), part(parts, 6));
      String fraction = parts.group(7) == null ? "" : parts.group(7);
      long micros = fraction.isEmpty() ? 0 : Long.parseLong((fraction + "00000").substring(0, 6));
      long seconds =
          LocalDateTime.of(date, time).toEpochSecond(offset(withOffset ? parts.group(8) : null));
      return Math.addExact(Math.multiplyExact(seconds, 1_000_000L), micros);
    } catch (DateTimeException | ArithmeticException e) {
      throw new MalformedException("'" + text + "' is not a date and time: " + e.getMessage(), e);
    }
  }

  private static int part(Matcher parts, int group) {
    return parts.group(group) == null ? 0 : Integer.parseInt(parts.group(group));
  }

  private static ZoneOffset offset(String text) {
    return text == null || text.equals("Z") || text.equals("UTC")
        ? ZoneOffset.UTC
        : ZoneOffset.of(text);
  }
}
