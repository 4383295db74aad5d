// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.testkit;

import java.util.stream.LongStream;

/**
 * The seeds of a simulation. {@code -Dsluice.simulation.seed=N} runs one of them again, {@code
 * -Dsluice.simulation.schedules=N} searches longer.
 */
public final class Seeds {
  private static final String ONE = "sluice.simulation.seed";
  private static final String MANY = "sluice.simulation.schedules";

  private Seeds() {}

  /**
   * The seeds to run.
   *
   * @param schedules how many a normal build runs
   */
  public static LongStream upTo(long schedules) {
    return single()
        ? LongStream.of(Long.getLong(ONE))
        : LongStream.range(0, Long.getLong(MANY, schedules));
  }

  /** Whether one seed alone was asked for. */
  public static boolean single() {
    return Long.getLong(ONE) != null;
  }

  /** One schedule of a simulation. */
  public interface Schedule {
    /** Runs it; whatever it throws is its failure. */
    void run() throws Exception;
  }

  /**
   * Runs a schedule.
   *
   * @throws AssertionError that names the seed, whatever the schedule fails with
   */
  public static void run(long seed, Schedule schedule) {
    try {
      schedule.run();
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "seed " + seed + " fails; run it alone with -D" + ONE + "=" + seed + ": " + e, e);
    }
  }
}
