// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.replay;

/**
 * A replay of a table, or a way back to an older generation.
 *
 * @param generation the one that is to be served
 * @param records of the topic that it has
 * @param expected records that the served one has
 * @param rate records per second since it began; 0 before that can be said
 * @param differing rows by which the two differed when they were compared
 * @param message what has come of it, or why it failed; empty meanwhile
 */
public record ReplayStatus(
    String table,
    int generation,
    State state,
    long records,
    long expected,
    double rate,
    long differing,
    long millis,
    String message) {
  /** Steps, in their order, and ends. */
  public enum State {
    NONE,
    STARTING,
    LAKE,
    KAFKA,
    CATCHING_UP,
    COMPARING,
    SWITCHING,
    SERVED,
    DIFFERS,
    FAILED
  }

  /** Nothing has been asked of the table. */
  public static ReplayStatus none(String table) {
    return new ReplayStatus(table, 0, State.NONE, 0, 0, 0, 0, 0, "");
  }

  /** Whether nothing more will happen by itself. */
  public boolean ended() {
    return switch (state) {
      case NONE, SERVED, DIFFERS, FAILED -> true;
      default -> false;
    };
  }
}
