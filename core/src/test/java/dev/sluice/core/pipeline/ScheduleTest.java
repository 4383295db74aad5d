// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  @ParameterizedTest
  @CsvSource({
    "PT1H, Europe/Vienna, 2026-11-23T10:15:00Z, 2026-11-23T11:00:00Z",
    "PT1H, Europe/Vienna, 2026-11-23T11:00:00Z, 2026-11-23T12:00:00Z",
    // Intervals are counted from midnight there, which is 18:30 here.
    "PT2H, Asia/Kolkata, 2026-11-23T18:29:59Z, 2026-11-23T18:30:00Z",
    "PT2H, Asia/Kolkata, 2026-11-23T18:30:00Z, 2026-11-23T20:30:00Z",
    // The day's last interval ends at midnight.
    "PT7H, UTC, 2026-11-23T21:30:00Z, 2026-11-24T00:00:00Z",
    // 23 and 25 hours: the clocks are changed.
    "PT12H, Europe/Vienna, 2026-03-29T10:30:00Z, 2026-03-29T11:00:00Z",
    "PT12H, Europe/Vienna, 2026-03-29T11:00:00Z, 2026-03-29T22:00:00Z",
    "PT12H, Europe/Vienna, 2026-10-25T22:00:00Z, 2026-10-25T23:00:00Z",
    "PT48H, UTC, 2026-11-23T21:30:00Z, 2026-11-24T00:00:00Z"
  })
  void tellsTheNextPoint(Duration every, ZoneId zone, Instant now, Instant next) {
    assertThat(new Schedule(every, zone).after(now)).isEqualTo(next);
  }

  @Test
  void refusesNoInterval() {
    assertThatThrownBy(() -> new Schedule(Duration.ZERO, ZoneId.of("UTC")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
