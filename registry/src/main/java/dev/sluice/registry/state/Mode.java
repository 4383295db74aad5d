// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.state;

/** Whether a subject takes changes. The last two exist so that a foreign log can be read. */
public enum Mode {
  READWRITE,
  READONLY,
  READONLY_OVERRIDE,
  IMPORT;

  public boolean takesChanges() {
    return this == READWRITE || this == IMPORT;
  }
}
