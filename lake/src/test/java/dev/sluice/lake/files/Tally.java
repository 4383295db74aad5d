// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import java.util.EnumMap;
import java.util.Map;

/** How often what has happened, so that a simulation cannot pass by doing nothing. */
final class Tally {
  /** What is counted. */
  enum Event {
    SCHEDULE,
    STORE_CALL,
    CRASH,
    FAILED_CALL,
    LOST_ANSWER,
    LATE_EFFECT,
    FENCED,
    GIVEN_UP,
    COMMIT,
    LEFTOVER_SWEPT
  }

  private final Map<Event, Long> counts = new EnumMap<>(Event.class);

  void count(Event event) {
    counts.merge(event, 1L, Long::sum);
  }

  long of(Event event) {
    return counts.getOrDefault(event, 0L);
  }

  @Override
  public String toString() {
    return counts.toString();
  }
}
