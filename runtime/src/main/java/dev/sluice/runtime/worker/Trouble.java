// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.worker;

import java.time.Instant;
import java.util.Optional;

/**
 * A task, or a connector, that has failed since it last ran well.
 *
 * @param failed true while it is down, false when it runs again but has not yet proved itself
 * @param restarts attempts so far
 * @param since when it first failed
 * @param nextRestart when it will be tried again; empty while it runs, or when another worker owns
 *     it
 * @param trace the last failure's stack trace
 */
public record Trouble(
    TaskId id,
    boolean failed,
    int restarts,
    Instant since,
    Optional<Instant> nextRestart,
    String trace) {

  /** The innermost cause in one line: what a person wants to read first. */
  public String reason() {
    String reason = trace.lines().findFirst().orElse("no trace");
    for (String line : trace.lines().toList()) {
      if (line.startsWith("Caused by: ")) {
        reason = line.substring("Caused by: ".length());
      }
    }
    return reason;
  }
}
