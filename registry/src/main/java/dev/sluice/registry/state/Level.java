// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.state;

import java.util.Locale;
import java.util.Optional;

/** What a new version must be able to do with the versions before it. */
public enum Level {
  NONE(false, false, false),
  /** Readers with the new schema can read data of the latest version. */
  BACKWARD(true, false, false),
  BACKWARD_TRANSITIVE(true, false, true),
  /** Readers with the latest version can read data of the new schema. */
  FORWARD(false, true, false),
  FORWARD_TRANSITIVE(false, true, true),
  FULL(true, true, false),
  FULL_TRANSITIVE(true, true, true);

  private final boolean backward;
  private final boolean forward;
  private final boolean transitive;

  Level(boolean backward, boolean forward, boolean transitive) {
    this.backward = backward;
    this.forward = forward;
    this.transitive = transitive;
  }

  public boolean backward() {
    return backward;
  }

  public boolean forward() {
    return forward;
  }

  /** Whether all versions count, not only the latest. */
  public boolean transitive() {
    return transitive;
  }

  /** Reads a name in any case; empty when there is no such level. */
  public static Optional<Level> named(String name) {
    try {
      return Optional.of(valueOf(name.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }
}
