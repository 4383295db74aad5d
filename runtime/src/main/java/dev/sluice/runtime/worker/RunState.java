// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.worker;

/** What Connect says about a connector or a task. */
public enum RunState {
  UNASSIGNED,
  RUNNING,
  PAUSED,
  STOPPED,
  FAILED,
  RESTARTING,
  DESTROYED,
  /** A state that this version does not know. */
  UNKNOWN;

  static RunState of(String name) {
    for (RunState state : values()) {
      if (state.name().equals(name)) {
        return state;
      }
    }
    return UNKNOWN;
  }
}
