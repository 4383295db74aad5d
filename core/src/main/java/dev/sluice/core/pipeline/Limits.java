// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.pipeline;

import java.time.Duration;

/**
 * When waiting rows are written out, and when they become visible.
 *
 * @param records rows of one table partition after which they are encoded
 * @param bytes value bytes of one table partition after which they are encoded
 * @param closing when everything up to now is committed
 * @param together whether all topic-partitions of a task are committed in one go (a warehouse
 *     transaction), or each when its own time has come (files)
 */
public record Limits(long records, long bytes, Closing closing, boolean together) {
  /**
   * @param interval age of the oldest row not yet visible at which everything up to now is
   *     committed
   */
  public Limits(long records, long bytes, Duration interval, boolean together) {
    this(records, bytes, Closing.after(interval), together);
  }
}
