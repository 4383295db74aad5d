// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Looks again and again until something is as it should be. */
final class Waiting {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private Waiting() {}

  /** Reads something of a system. */
  interface Look<T> {
    T now() throws Exception;
  }

  /** What is not there yet may make looking fail. */
  static <T> void until(Look<T> look, T expected) throws Exception {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (true) {
      try {
        assertThat(look.now()).isEqualTo(expected);
        return;
      } catch (SQLException | AssertionError | NullPointerException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }
}
