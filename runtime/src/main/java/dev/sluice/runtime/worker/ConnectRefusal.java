// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.worker;

/** Connect's REST interface could not be reached or refused a request; the message is its own. */
public final class ConnectRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The status of a request that never got an answer. */
  static final int NO_ANSWER = 0;

  private final int status;

  ConnectRefusal(int status, String message) {
    super(message);
    this.status = status;
  }

  ConnectRefusal(String message, Throwable cause) {
    super(message, cause);
    this.status = NO_ANSWER;
  }

  /** The HTTP status, or 0 when there was no answer. */
  public int status() {
    return status;
  }
}
