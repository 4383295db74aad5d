// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect;

import dev.sluice.core.gather.MemoryBudget;

/** The one memory budget that all tasks of a plug-in share in a worker. */
final class WorkerBudget {
  private static MemoryBudget shared;

  private WorkerBudget() {}

  /** The shared budget; made anew when a connector asks for another size. */
  static synchronized MemoryBudget of(long bytes) {
    if (shared == null || shared.limit() != bytes) {
      shared = new MemoryBudget(bytes);
    }
    return shared;
  }
}
