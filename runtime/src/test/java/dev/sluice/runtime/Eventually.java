// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.Assertions;

/** Waits for what another thread or process brings about. */
public final class Eventually {
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private Eventually() {}

  /** Fails with the description when the condition does not hold in time. */
  public static void holds(String description, Duration within, BooleanSupplier condition) {
    long giveUp = System.nanoTime() + within.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > giveUp) {
        Assertions.fail("Not within " + within.toSeconds() + " s: " + description);
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }
}
