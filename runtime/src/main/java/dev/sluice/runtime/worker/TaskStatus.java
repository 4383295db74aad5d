// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.worker;

/**
 * A connector's own state or that of one of its tasks.
 *
 * @param worker {@code host:port} of the worker that runs it
 * @param trace the stack trace of a failure, else empty
 */
public record TaskStatus(TaskId id, RunState state, String worker, String trace) {
  public boolean failed() {
    return state == RunState.FAILED;
  }
}
