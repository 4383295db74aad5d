// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

/**
 * The process is gone: nothing of it runs any more. An Error, so that no product code catches it.
 */
final class Crash extends Error {
  private static final long serialVersionUID = 1L;

  Crash() {
    super("simulated", null, false, false);
  }
}
