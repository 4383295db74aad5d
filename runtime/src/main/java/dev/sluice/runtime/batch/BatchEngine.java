// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.batch;

import java.util.function.DoubleConsumer;

/** What computes a view of files. */
public interface BatchEngine {
  /** Engines by the names that users give them. */
  enum Name {
    DUCKDB,
    SPARK
  }

  /**
   * Runs a job.
   *
   * @param progress is told how much is done, from 0 to 1, if the engine knows
   * @throws dev.sluice.core.failure.RefusedException if the engine does not understand the view
   * @throws dev.sluice.core.failure.UnavailableException if the engine cannot run now
   */
  void run(BatchJob job, DoubleConsumer progress);
}
