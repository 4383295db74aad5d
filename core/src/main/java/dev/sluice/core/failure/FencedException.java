// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.failure;

/**
 * Another owner has continued from the position this one held. What this owner had staged is void;
 * it makes nothing visible and stops.
 */
public final class FencedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FencedException(String message) {
    super(message);
  }
}
