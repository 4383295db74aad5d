// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.state;

/** Which versions a reader wants to see. */
public enum Show {
  LIVE,
  DELETED,
  ALL;

  /** Reads the two flags that the REST interface knows; the narrower one wins. */
  public static Show of(boolean deleted, boolean deletedOnly) {
    if (deletedOnly) {
      return DELETED;
    }
    return deleted ? ALL : LIVE;
  }

  boolean shows(Registered registered) {
    return switch (this) {
      case LIVE -> !registered.deleted();
      case DELETED -> registered.deleted();
      case ALL -> true;
    };
  }
}
