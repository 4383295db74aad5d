// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import dev.sluice.core.failure.MalformedException;
import java.time.LocalDate;
import java.util.Optional;

/** The beginning of a hopping window, which the row's processor sets. */
public final class WindowStart extends Expression {
  private static final long MONDAY =
      LocalDate.of(2000, 1, 3).toEpochDay() * Interval.MICROS_PER_DAY;

  /**
   * @param type of the event time
   */
  public WindowStart(SqlType type) {
    super(type);
  }

  @Override
  public void evaluate() {}

  public void begin(long micros) {
    set(micros);
  }

  /** The last of the beginnings, one every {@code step}, that is not after a time. */
  public static long last(long micros, long step) {
    return MONDAY + Math.floorDiv(micros - MONDAY, step) * step;
  }

  /**
   * How long the windows of a tumbling key are.
   *
   * @param function what makes them
   * @param first its first argument; null for a cast to a date
   */
  public static Optional<Interval> length(String function, Expression first) {
    return switch (function) {
      case "time_bucket" -> first instanceof Interval width ? Optional.of(width) : Optional.empty();
      case "date_trunc", "datetrunc" ->
          Optional.ofNullable(Units.length(first.text().toLowerCase(java.util.Locale.ROOT)));
      default -> Optional.of(new Interval(0, 1, 0));
    };
  }

  /** Microseconds since 1970 of a date or timestamp. */
  public static long micros(Expression time) throws MalformedException {
    return time.type().kind() == SqlType.Kind.DATE ? Times.midnight(time.number()) : time.number();
  }
}
