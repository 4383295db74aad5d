// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.Seeds;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Thousands of schedules of the file commit protocol; {@link Seeds} tells how to run one again. */
class SimulationTest {
  private static final long SCHEDULES = 20_000;
  private static final ExecutorService THREADS = Executors.newCachedThreadPool();

  @AfterAll
  static void stopThreads() {
    THREADS.shutdown();
  }

  private static Simulation run(long seed, Protocol protocol, Tally tally) {
    Simulation simulation = new Simulation(seed, protocol, tally);
    Seeds.run(seed, () -> simulation.run(THREADS));
    return simulation;
  }

  @Test
  void everyScheduleShowsEveryRecordOnce() {
    Tally tally = new Tally();
    Seeds.upTo(SCHEDULES).forEach(seed -> run(seed, Protocol::shipped, tally));
    if (!Seeds.single()) {
      assertThat(Tally.Event.values())
          .as("whatever can happen has happened often: %s", tally)
          .allMatch(event -> tally.of(event) >= SCHEDULES / 2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void catchesAProtocolThat(BrokenProtocol broken) {
    // The messages name the seed, so the first failure is all that is asked for.
    assertThatThrownBy(
            () -> LongStream.range(0, SCHEDULES).forEach(seed -> run(seed, broken, new Tally())))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching("(?s)seed \\d+ fails; run it alone with -Dsluice.*");
  }

  @Test
  void aSeedTellsTheSameStoryTwice() {
    for (long seed = 0; seed < 50; seed++) {
      String first = run(seed, Protocol::shipped, new Tally()).trace();
      assertThat(run(seed, Protocol::shipped, new Tally()).trace()).isEqualTo(first);
    }
  }
}
