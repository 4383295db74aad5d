// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  void doublesUpToTheLongestWithJitterBelow() {
    for (int attempt = 0; attempt < 100; attempt++) {
      long full = attempt > 6 ? 60_000 : Math.min(60_000, 1000L << attempt);
      assertThat(Backoff.DEFAULT.before(attempt, random).toMillis())
          .isBetween((long) (full * 0.8), full);
    }
  }

  @Test
  void spreadsTasksThatFailTogether() {
    assertThat(Backoff.DEFAULT.before(5, random)).isNotEqualTo(Backoff.DEFAULT.before(5, random));
  }

  @Test
  void rejectsALongestBelowTheFirst() {
    assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT2S");
  }

  @Test
  void aTaskThatFailsAgainWaitsLongerAndOneThatRunsLongIsForgotten() {
    Instant start = Instant.EPOCH;
    Recovery recovery = new Recovery(Backoff.DEFAULT, random, start);
    assertThat(recovery.failed("x", start)).isFalse();
    assertThat(recovery.failed("x", start.plusSeconds(1))).isTrue();
    recovery.restarted(start.plusSeconds(1));
    assertThat(recovery.healed(start.plusSeconds(2))).isFalse();
    assertThat(recovery.failed("x", start.plusSeconds(3))).isFalse();
    assertThat(recovery.failed("x", start.plusMillis(4_500))).isFalse();
    assertThat(recovery.failed("x", start.plusSeconds(5))).isTrue();
    recovery.restarted(start.plusSeconds(5));
    assertThat(recovery.healed(start.plusSeconds(6))).isFalse();
    assertThat(recovery.healed(start.plusSeconds(66))).isTrue();
  }
}
