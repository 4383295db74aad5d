// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.reject;

import dev.sluice.core.record.Envelope;

/**
 * A record that cannot go on, complete enough to be looked at, fixed and sent again.
 *
 * @param stage the station that gave up on it
 * @param reason what is wrong, in a sentence
 */
public record Rejection(Envelope record, Stage stage, String reason) {
  /** The station that rejected a record. */
  public enum Stage {
    ROUTE,
    DECODE,
    WRITE
  }

  /** The sentence an operator reads: place, stage and reason. */
  public String sentence() {
    return record.place()
        + " rejected at "
        + stage.name().toLowerCase(java.util.Locale.ROOT)
        + ": "
        + reason;
  }
}
