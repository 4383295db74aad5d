// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.pipeline;

import dev.sluice.core.failure.UnavailableException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a step again while the outside world does not answer, with pauses that double from 100 ms
 * to 10 s. An outage is waited out, however long it lasts: giving up would only turn it into a
 * restart loop.
 */
final class Retry {
  private static final Logger LOG = LoggerFactory.getLogger(Retry.class);
  private static final long FIRST_PAUSE_MS = 100;
  private static final long LONGEST_PAUSE_MS = 10_000;

  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile String waiting = "";

  /** What is being waited for, in a sentence; empty when nothing is. */
  String waiting() {
    return waiting;
  }

  /** Makes every step that is waiting, or would wait, end with a CancellationException. */
  void stop() {
    stopped.countDown();
  }

  <T> T until(Supplier<T> step) {
    long pause = FIRST_PAUSE_MS;
    while (true) {
      try {
        T result = step.get();
        if (pause != FIRST_PAUSE_MS) {
          LOG.info("Going on after: {}", waiting);
        }
        waiting = "";
        return result;
      } catch (UnavailableException e) {
        if (!e.getMessage().equals(waiting)) {
          LOG.warn("Waiting, nothing is lost: {}", e.getMessage());
        }
        waiting = e.getMessage();
        pause(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      }
    }
  }

  private void pause(long millis) {
    try {
      long jittered = millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1);
      if (stopped.await(jittered, TimeUnit.MILLISECONDS)) {
        throw new CancellationException("stopped while waiting: " + waiting);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (CancellationException)
          new CancellationException("interrupted while waiting: " + waiting).initCause(e);
    }
  }
}
