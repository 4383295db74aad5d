// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

/**
 * A view that is computed as a whole by a schedule, or whose batch layer is.
 *
 * @param state what is done to it now, or was last
 * @param ageMs since what is served of it was computed; -1 before the first time
 * @param trouble why the last computing failed, or why its age is not known; empty otherwise
 */
public record ViewStatus(String view, Kind kind, String state, long ageMs, String trouble) {
  /** What is computed. */
  public enum Kind {
    BATCH,
    REFRESH
  }
}
