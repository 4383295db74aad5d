// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

/** Another generation of a view is served than the writer remembers: it has to read what is. */
final class StaleViews extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StaleViews() {
    super("another generation of a view is served");
  }
}
