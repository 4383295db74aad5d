// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.replay;

import dev.sluice.warehouse.Generation;

/** The part of a table's history that is loaded from the lake, before Kafka's. */
public interface LakePart {
  /** How far it is. */
  interface Watcher {
    void at(long records, long expected);
  }

  /**
   * Loads what Kafka has no more, and leaves the generation's positions where Kafka goes on.
   *
   * @param connector under whose name the generation's positions are kept
   * @throws dev.sluice.core.failure.RefusedException if neither of the two has some of the offsets
   */
  void load(Generation generation, String connector, Watcher watcher);
}
