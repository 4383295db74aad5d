// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.batch;

import java.util.Map;

/**
 * The latest batch of a view.
 *
 * @param run counts the view's batches since the process started; 0 before the first
 * @param done from 0 to 1, of the step under way
 * @param records of the lake that it reads
 * @param rows of the view that it has loaded
 * @param boundary first offset that it does not count, by partition
 * @param millis since it began, or that it took
 * @param error why it failed; empty otherwise
 */
public record BatchStatus(
    String view,
    long run,
    State state,
    double done,
    long records,
    long rows,
    Map<Integer, Long> boundary,
    long millis,
    String error) {
  /** Steps of a batch, in their order, and its ends. */
  public enum State {
    NONE,
    WAITING,
    READING_LAKE,
    COMPUTING,
    LOADING,
    LOADED,
    FAILED
  }

  public BatchStatus {
    boundary = Map.copyOf(boundary);
  }

  static BatchStatus none(String view) {
    return new BatchStatus(view, 0, State.NONE, 0, 0, 0, Map.of(), 0, "");
  }

  /** Whether nothing more will happen to it. */
  public boolean ended() {
    return state == State.NONE || state == State.LOADED || state == State.FAILED;
  }
}
