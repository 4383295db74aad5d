// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The restarts of one failing task: when the next is due and when all is forgotten. */
final class Recovery {
  private final Backoff backoff;
  private final RandomGenerator random;
  private final Instant since;
  private int restarts;
  private boolean failed;
  private Instant due = Instant.MAX;
  private Instant runningSince = Instant.MAX;
  private String trace = "";

  Recovery(Backoff backoff, RandomGenerator random, Instant since) {
    this.backoff = backoff;
    this.random = random;
    this.since = since;
  }

  /** Notes a poll that found the task failed; true when it should be restarted now. */
  boolean failed(String lastTrace, Instant now) {
    trace = lastTrace;
    runningSince = Instant.MAX;
    if (!failed) {
      failed = true;
      due = now.plus(backoff.before(restarts, random));
    }
    return !now.isBefore(due);
  }

  /** Notes that a restart was asked for; the next one waits longer, should this one not help. */
  void restarted(Instant now) {
    restarts++;
    due = now.plus(backoff.before(restarts, random));
  }

  /** Notes a poll that found the task in order; true when it has been so for long enough. */
  boolean healed(Instant now) {
    if (runningSince.equals(Instant.MAX)) {
      runningSince = now;
    }
    failed = false;
    Duration proof = backoff.longest();
    return !now.isBefore(runningSince.plus(proof));
  }

  Trouble trouble(TaskId id) {
    Optional<Instant> next =
        failed && !due.equals(Instant.MAX) ? Optional.of(due) : Optional.empty();
    return new Trouble(id, failed, restarts, since, next, trace);
  }
}
