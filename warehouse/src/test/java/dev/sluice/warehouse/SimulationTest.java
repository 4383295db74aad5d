// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.Seeds;
import dev.sluice.warehouse.dialect.Database;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Schedules of crashes, lost answers and zombies, on DuckDB in memory. */
class SimulationTest {
  private static final int SCHEDULES = 200;
  private static final int STEPS = 10;

  /** Some mistakes show only where one answer of many is lost. */
  private static final int MOST_SCHEDULES = 2_000;

  private static void run(long seed, UnaryOperator<Database> alteration) {
    Seeds.run(
        seed,
        () -> {
          MemoryDatabase database = new MemoryDatabase();
          try (Simulation simulation =
              new Simulation(seed, database, () -> alteration.apply(database))) {
            simulation.run(STEPS);
          } finally {
            database.end();
          }
        });
  }

  @Test
  void everyScheduleKeepsRowsAndPositionsInStep() {
    Seeds.upTo(SCHEDULES).parallel().forEach(seed -> run(seed, UnaryOperator.identity()));
  }

  @ParameterizedTest
  @EnumSource
  void catchesACommitThat(BrokenGuard guard) {
    assertThatThrownBy(
            () ->
                LongStream.range(0, MOST_SCHEDULES)
                    .forEach(seed -> run(seed, real -> new AlteredDatabase(real, guard))))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching("(?s)seed \\d+ fails; run it alone with -Dsluice.*");
  }
}
