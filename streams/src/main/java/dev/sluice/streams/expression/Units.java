// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;

/** The units that times are truncated to. */
public final class Units {
  /** The beginning of the unit that a timestamp is in. */
  public interface Floor {
    long apply(long micros);
  }

  private Units() {}

  /** Null for a name that is no unit. */
  static Floor floor(String unit) {
    return switch (unit) {
      case "microsecond", "microseconds", "us" -> micros -> micros;
      case "millisecond", "milliseconds", "ms" -> fixed(1_000L);
      case "second", "seconds", "s", "sec" -> fixed(1_000_000L);
      case "minute", "minutes", "m", "min" -> fixed(60_000_000L);
      case "hour", "hours", "h" -> fixed(3_600_000_000L);
      case "day", "days", "d" -> fixed(Interval.MICROS_PER_DAY);
      case "week", "weeks", "w" ->
          days(day -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
      case "month", "months", "mon" -> days(day -> day.withDayOfMonth(1));
      case "quarter", "quarters" ->
          days(day -> day.withDayOfMonth(1).withMonth((day.getMonthValue() - 1) / 3 * 3 + 1));
      case "year", "years", "y" -> days(day -> day.withDayOfYear(1));
      default -> null;
    };
  }

  /** Length of a unit of {@link #floor}, as an interval. */
  static Interval length(String unit) {
    return switch (unit) {
      case "microsecond", "microseconds", "us" -> new Interval(0, 0, 1);
      case "millisecond", "milliseconds", "ms" -> new Interval(0, 0, 1_000L);
      case "second", "seconds", "s", "sec" -> new Interval(0, 0, 1_000_000L);
      case "minute", "minutes", "m", "min" -> new Interval(0, 0, 60_000_000L);
      case "hour", "hours", "h" -> new Interval(0, 0, 3_600_000_000L);
      case "day", "days", "d" -> new Interval(0, 1, 0);
      case "week", "weeks", "w" -> new Interval(0, 7, 0);
      case "month", "months", "mon" -> new Interval(1, 0, 0);
      case "quarter", "quarters" -> new Interval(3, 0, 0);
      case "year", "years", "y" -> new Interval(12, 0, 0);
      default -> null;
    };
  }

  private static Floor fixed(long length) {
    return micros -> Math.floorDiv(micros, length) * length;
  }

  /** The first day of a longer unit. */
  private interface FirstDay {
    LocalDate of(LocalDate day);
  }

  private static Floor days(FirstDay first) {
    return micros -> first.of(Times.day(micros)).toEpochDay() * Interval.MICROS_PER_DAY;
  }
}
