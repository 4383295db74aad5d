// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.worker;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waiting times that double, with jitter so that many tasks do not come back at the same moment.
 *
 * @param first the wait before the first attempt
 * @param longest the limit of the doubling
 */
public record Backoff(Duration first, Duration longest) {
  public static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));

  public Backoff {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "A backoff needs 0 < first <= longest, but first was " + first + ", longest " + longest);
    }
  }

  /**
   * The wait before an attempt: between 80 and 100 % of the doubled time.
   *
   * @param attempt 0 for the first
   */
  Duration before(int attempt, RandomGenerator random) {
    int doublings = Math.min(attempt, 30); // beyond it the product would overflow, not grow
    long full = Math.min(first.toMillis() << doublings, longest.toMillis());
    return Duration.ofMillis(full - (long) (full * 0.2 * random.nextDouble()));
  }
}
