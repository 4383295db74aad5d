// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.failure;

/** The registry cannot start until a person changes something; the message says what. */
public final class RegistryStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RegistryStartException(String message) {
    super(message);
  }

  public RegistryStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
