// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.failure.UnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for a registry that does not answer: nobody's record is at fault. */
final class Patience {
  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
  private static final int TRIES = 30;
  private static final long PAUSE_MS = 1_000;

  private Patience() {}

  /** A step that may find the registry away. */
  interface Step {
    void run() throws MalformedException;
  }

  /**
   * Runs a step, again and again for half a minute.
   *
   * @throws UnavailableException when that was not enough; the task starts again from its last
   *     commit
   */
  static void run(Step step) throws MalformedException {
    for (int tries = 1; ; tries++) {
      try {
        step.run();
        return;
      } catch (UnavailableException e) {
        if (tries == TRIES) {
          throw e;
        }
        LOG.warn("{}", e.getMessage());
        pause(e);
      }
    }
  }

  private static void pause(UnavailableException e) {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw e;
    }
  }
}
