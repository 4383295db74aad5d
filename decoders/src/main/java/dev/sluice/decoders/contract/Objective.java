// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.contract;

/**
 * What a table made of a topic is to be like; looked at from outside, no record is held against it.
 *
 * @param name as the document calls it
 * @param least smallest figure that meets it
 * @param most greatest figure that meets it
 */
public record Objective(String name, Measure measure, long least, long most) {
  /** What is measured. */
  public enum Measure {
    /** Milliseconds that the oldest record has waited that is not visible. */
    FRESHNESS_MS,
    /** Visible rows. */
    ROWS
  }

  public boolean isMet(long now) {
    return least <= now && now <= most;
  }
}
