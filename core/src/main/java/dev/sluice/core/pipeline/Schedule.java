// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * Points in time at regular intervals, counted anew from every midnight of a time zone: the last
 * interval of a day may be shorter, and a day of 23 or 25 hours has as many as fit.
 *
 * @param every at least a millisecond
 */
public record Schedule(Duration every, ZoneId zone) {
  public Schedule {
    if (every.toMillis() < 1) {
      throw new IllegalArgumentException("a schedule's interval must be at least 1 ms");
    }
  }

  /** The first of them after an instant. */
  public Instant after(Instant instant) {
    LocalDate day = instant.atZone(zone).toLocalDate();
    Instant midnight = day.atStartOfDay(zone).toInstant();
    Instant nextMidnight = day.plusDays(1).atStartOfDay(zone).toInstant();
    long passed = Duration.between(midnight, instant).toMillis() / every.toMillis();
    Instant next = midnight.plus(every.multipliedBy(passed + 1));
    return next.isBefore(nextMidnight) ? next : nextMidnight;
  }
}
