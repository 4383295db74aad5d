// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

/**
 * Views are not kept as the writer remembers it, because another generation is served, say: it has
 * to read how they are, and do its transaction again.
 */
final class StaleViews extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StaleViews() {
    super("views are not kept as they are remembered");
  }
}
