// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.state;

/** Whether a subject takes changes, and from whom schemas have their ids. */
public enum Mode {
  READWRITE,
  READONLY,
  /** Set for all subjects, it counts whatever a subject's own mode is. */
  READONLY_OVERRIDE,
  /** Ids and versions come with the schemas, from another registry. */
  IMPORT;

  public boolean takesChanges() {
    return this == READWRITE || this == IMPORT;
  }
}
