// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import dev.sluice.core.failure.MalformedException;
import java.time.LocalDate;

/** A span of time; always a constant of the SQL. */
public final class Interval extends Expression {
  public static final long MICROS_PER_DAY = 86_400_000_000L;

  private final long months;
  private final long days;
  private final long micros;

  Interval(long months, long days, long micros) {
    super(SqlType.of(SqlType.Kind.INTERVAL));
    this.months = months;
    this.days = days;
    this.micros = micros;
  }

  @Override
  public void evaluate() {}

  @Override
  public boolean isConstant() {
    return true;
  }

  long months() {
    return months;
  }

  /** Whether it has no months, so that it is the same number of microseconds everywhere. */
  public boolean isFixed() {
    return months == 0;
  }

  /** Whether it has nothing but months. */
  boolean isWholeMonths() {
    return days == 0 && micros == 0;
  }

  /** Microseconds of an interval without months. */
  public long length() {
    return Math.addExact(Math.multiplyExact(days, MICROS_PER_DAY), micros);
  }

  Interval negated() {
    return new Interval(-months, -days, -micros);
  }

  /** A point in time and this span: months first, the day of month cut where a month is short. */
  public long after(long timestamp) throws MalformedException {
    try {
      long shifted = timestamp;
      if (months != 0) {
        long day = Math.floorDiv(timestamp, MICROS_PER_DAY);
        long moved = LocalDate.ofEpochDay(day).plusMonths(months).toEpochDay();
        shifted =
            Math.addExact(
                Math.multiplyExact(moved, MICROS_PER_DAY),
                Math.floorMod(timestamp, MICROS_PER_DAY));
      }
      return Math.addExact(
          Math.addExact(shifted, Math.multiplyExact(days, MICROS_PER_DAY)), micros);
    } catch (ArithmeticException | java.time.DateTimeException e) {
      throw new MalformedException(
          "a time plus an interval is outside the range of a timestamp", e);
    }
  }
}
