// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.log;

/** A record that no registry would write. The reader adds its place. */
final class CorruptRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  CorruptRecordException(Exception cause) {
    super(cause.getMessage(), cause);
  }
}
