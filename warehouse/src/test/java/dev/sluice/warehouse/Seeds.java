// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import java.sql.SQLException;
import java.util.stream.LongStream;

/**
 * The seeds of a simulation. {@code -Dsluice.simulation.seed=N} runs one of them again, {@code
 * -Dsluice.simulation.schedules=N} searches longer.
 */
final class Seeds {
  private static final String ONE = "sluice.simulation.seed";
  private static final String MANY = "sluice.simulation.schedules";

  private Seeds() {}

  /**
   * @param schedules how many a normal build runs
   */
  static LongStream upTo(long schedules) {
    Long one = Long.getLong(ONE);
    return one == null ? LongStream.range(0, Long.getLong(MANY, schedules)) : LongStream.of(one);
  }

  /** A schedule. */
  interface Schedule {
    void run() throws SQLException;
  }

  /**
   * @throws AssertionError that names the seed
   */
  static void run(long seed, Schedule schedule) {
    try {
      schedule.run();
    } catch (AssertionError | RuntimeException | SQLException e) {
      throw new AssertionError(
          "seed " + seed + " fails; run it alone with -D" + ONE + "=" + seed + ": " + e, e);
    }
  }
}
