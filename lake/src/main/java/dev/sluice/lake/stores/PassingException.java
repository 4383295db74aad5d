// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

import java.io.IOException;

/** A request that failed in a way that may pass: sent again, it may succeed. */
public final class PassingException extends IOException {
  private static final long serialVersionUID = 1;

  public PassingException(String message, Throwable cause) {
    super(message, cause);
  }
}
