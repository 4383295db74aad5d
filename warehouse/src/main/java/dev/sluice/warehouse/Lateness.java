// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.settings.Settings;
import java.time.Duration;

/**
 * What is done with rows that come when their event time is long past.
 *
 * @param time the field that holds a row's event time; empty if rows have none, and none is late
 * @param grace how far behind the watermark a row's time may be
 */
public record Lateness(String time, Duration grace, After after) {
  /** For a table whose rows have no event time. */
  public static final Lateness NONE = new Lateness("", Duration.ZERO, After.UPDATE);

  /** What happens after the grace. */
  public enum After {
    /** The row is taken like any other: views are corrected. */
    UPDATE,
    /** The row goes to the table NAME_late, with where it came from. */
    SIDE,
    /** The row is counted, and left out. */
    DROP
  }

  static Lateness of(Settings settings) {
    return new Lateness(
        settings.get(WarehouseSettings.TIME),
        settings.get(WarehouseSettings.LATE_GRACE),
        settings.get(WarehouseSettings.LATE_AFTER));
  }

  boolean hasTime() {
    return !time.isEmpty();
  }

  /** Whether late rows are kept out of the table. */
  boolean keepsOut() {
    return hasTime() && after != After.UPDATE;
  }
}
