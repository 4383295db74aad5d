// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import dev.sluice.core.failure.MalformedException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Optional;

/** Functions of dates and timestamps, in UTC. */
final class TimeFunctions {
  /** Where buckets of a fixed length begin: a Monday. */
  private static final long MONDAY =
      LocalDate.of(2000, 1, 3).toEpochDay() * Interval.MICROS_PER_DAY;

  private static final LocalDate MONTHS_FROM = LocalDate.of(2000, 1, 1);

  private TimeFunctions() {}

  private static boolean isTime(Expression value) {
    return value.type().isTimestamp() || value.type().kind() == SqlType.Kind.DATE;
  }

  private static boolean is(Expression value, SqlType.Kind kind) {
    return value.type().kind() == kind;
  }

  /** Empty if there is no such function of these arguments here. */
  static Optional<Expression> of(String name, Expression[] in, SqlType result) {
    return Optional.ofNullable(
        switch (name) {
          case "+" -> in.length == 2 ? sum(in, result) : null;
          case "-" -> in.length == 2 ? difference(in, result) : null;
          case "date_trunc", "datetrunc" ->
              isUnitAndTime(in) ? truncated(unit(in[0]), in[1], result) : null;
          case "date_part", "datepart" ->
              isUnitAndTime(in) ? part(unit(in[0]), in[1], result) : null;
          case "time_bucket" ->
              in.length == 2 && in[0] instanceof Interval width && isTime(in[1])
                  ? bucket(width, in[1], result)
                  : null;
          case "last_day" -> in.length == 1 && isTime(in[0]) ? lastDay(in[0], result) : null;
          case "epoch_ms" -> in.length == 1 ? millis(in[0], result) : null;
          default -> in.length == 1 && isTime(in[0]) ? part(name, in[0], result) : null;
        });
  }

  private static boolean isUnitAndTime(Expression[] in) {
    return in.length == 2
        && is(in[0], SqlType.Kind.VARCHAR)
        && in[0].isConstant()
        && !in[0].isNull()
        && isTime(in[1]);
  }

  private static String unit(Expression constant) {
    return constant.text().toLowerCase(Locale.ROOT);
  }

  private static Expression sum(Expression[] in, SqlType result) {
    if (isTime(in[0]) && in[1] instanceof Interval interval) {
      return shifted(in[0], interval, result);
    }
    if (isTime(in[1]) && in[0] instanceof Interval interval) {
      return shifted(in[1], interval, result);
    }
    if (is(in[0], SqlType.Kind.DATE) && in[1].type().isWhole()) {
      return new Strict(result, (out, a) -> out.set(day(a[0].number() + a[1].number())), in);
    }
    return null;
  }

  private static Expression difference(Expression[] in, SqlType result) {
    if (isTime(in[0]) && in[1] instanceof Interval interval) {
      return shifted(in[0], interval.negated(), result);
    }
    if (is(in[0], SqlType.Kind.DATE) && (in[1].type().isWhole() || is(in[1], SqlType.Kind.DATE))) {
      return result.kind() == SqlType.Kind.DATE
          ? new Strict(result, (out, a) -> out.set(day(a[0].number() - a[1].number())), in)
          : new Strict(result, (out, a) -> out.set(a[0].number() - a[1].number()), in);
    }
    return null;
  }

  private static long day(long day) throws MalformedException {
    if (day != (int) day) {
      throw new MalformedException("a date plus days is outside the range of dates");
    }
    return day;
  }

  private static Expression shifted(Expression time, Interval interval, SqlType result) {
    boolean date = time.type().kind() == SqlType.Kind.DATE;
    return new Strict(
        result,
        (out, a) -> out.set(interval.after(date ? Times.midnight(a[0].number()) : a[0].number())),
        time);
  }

  /** The time as a timestamp, and what a body makes of it as the result's type. */
  private static Expression onTimestamp(Expression time, SqlType result, OfMicros body) {
    boolean date = time.type().kind() == SqlType.Kind.DATE;
    boolean toDate = result.kind() == SqlType.Kind.DATE;
    return new Strict(
        result,
        (out, a) -> {
          long value = body.apply(date ? Times.midnight(a[0].number()) : a[0].number());
          out.set(toDate ? Math.floorDiv(value, Interval.MICROS_PER_DAY) : value);
        },
        time);
  }

  /** What is made of a timestamp. */
  private interface OfMicros {
    long apply(long micros) throws MalformedException;
  }

  private static Expression truncated(String unit, Expression time, SqlType result) {
    Units.Floor floor = Units.floor(unit);
    return floor == null ? null : onTimestamp(time, result, floor::apply);
  }

  private static Expression bucket(Interval width, Expression time, SqlType result) {
    OfMicros floor = bucketFloor(width);
    return floor == null ? null : onTimestamp(time, result, floor);
  }

  private static OfMicros bucketFloor(Interval width) {
    if (width.isFixed() && width.length() > 0) {
      long length = width.length();
      return micros -> MONDAY + Math.floorDiv(micros - MONDAY, length) * length;
    }
    if (width.months() > 0 && width.isWholeMonths()) {
      return micros -> {
        LocalDate day = Times.day(micros);
        long months = ChronoUnit.MONTHS.between(MONTHS_FROM, day.withDayOfMonth(1));
        long first = Math.floorDiv(months, width.months()) * width.months();
        return MONTHS_FROM.plusMonths(first).toEpochDay() * Interval.MICROS_PER_DAY;
      };
    }
    return null;
  }

  private static Expression lastDay(Expression time, SqlType result) {
    return onTimestamp(
        time,
        result,
        micros ->
            Times.day(micros).with(TemporalAdjusters.lastDayOfMonth()).toEpochDay()
                * Interval.MICROS_PER_DAY);
  }

  private static Expression millis(Expression value, SqlType result) {
    if (value.type().isWhole() && result.isTimestamp()) {
      return new Strict(
          result,
          (out, a) -> {
            long millis = a[0].number();
            if (millis != millis * 1000 / 1000) {
              throw new MalformedException(millis + " ms is outside the range of a timestamp");
            }
            out.set(millis * 1000);
          },
          value);
    }
    return isTime(value) ? part("epoch_ms", value, result) : null;
  }

  private static Expression part(String name, Expression time, SqlType result) {
    if (name.equals("epoch") && result.kind() == SqlType.Kind.DOUBLE) {
      boolean date = time.type().kind() == SqlType.Kind.DATE;
      return new Strict(
          result,
          (out, a) -> out.set(date ? a[0].number() * 86_400.0 : a[0].number() / 1_000_000.0),
          time);
    }
    OfMicros part = part(name);
    return part == null || result.form() != SqlType.Form.LONG
        ? null
        : onTimestamp(time, result, part);
  }

  private static OfMicros part(String name) {
    return switch (name) {
      case "year", "y", "years" -> micros -> Times.day(micros).getYear();
      case "month", "mon", "months" -> micros -> Times.day(micros).getMonthValue();
      case "day", "days", "d", "dayofmonth" -> micros -> Times.day(micros).getDayOfMonth();
      case "quarter", "quarters" -> micros -> Times.day(micros).get(IsoFields.QUARTER_OF_YEAR);
      case "week", "weeks", "w", "weekofyear" ->
          micros -> Times.day(micros).get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
      case "isoyear" -> micros -> Times.day(micros).get(IsoFields.WEEK_BASED_YEAR);
      case "dow", "dayofweek", "weekday" ->
          micros -> Times.day(micros).getDayOfWeek().getValue() % DayOfWeek.SUNDAY.getValue();
      case "isodow" -> micros -> Times.day(micros).getDayOfWeek().getValue();
      case "doy", "dayofyear" -> micros -> Times.day(micros).getDayOfYear();
      default -> timePart(name);
    };
  }

  private static OfMicros timePart(String name) {
    return switch (name) {
      case "hour", "hours", "h" -> micros -> Times.time(micros).getHour();
      case "minute", "minutes", "m" -> micros -> Times.time(micros).getMinute();
      case "second", "seconds", "s" -> micros -> Times.time(micros).getSecond();
      case "millisecond", "milliseconds", "ms" -> micros -> secondsIn(micros, 1_000);
      case "microsecond", "microseconds", "us" -> micros -> secondsIn(micros, 1);
      case "epoch_ms" -> micros -> Long.signum(micros) * ((Math.abs(micros) + 500) / 1_000);
      case "epoch_us" -> micros -> micros;
      default -> null;
    };
  }

  private static long secondsIn(long micros, long unit) {
    LocalTime time = Times.time(micros);
    return (time.getSecond() * 1_000_000L + time.getNano() / 1_000) / unit;
  }
}
