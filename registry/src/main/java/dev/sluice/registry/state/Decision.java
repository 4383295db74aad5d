// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.state;

import java.util.List;

/**
 * What a request leads to.
 *
 * @param entries written all together or not at all, in this order; empty when nothing changes
 * @param answer given once they are written
 */
public record Decision<T>(List<LogEntry> entries, T answer) {
  public Decision {
    entries = List.copyOf(entries);
  }

  public static <T> Decision<T> unchanged(T answer) {
    return new Decision<>(List.of(), answer);
  }
}
