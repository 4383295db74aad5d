// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.failure;

/**
 * The outside world (registry, store, warehouse) did not answer. Nobody's data is at fault: the
 * step is tried again with growing pauses, and nothing goes to the dead letters.
 */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was tried, why it failed, what will happen now
   */
  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
