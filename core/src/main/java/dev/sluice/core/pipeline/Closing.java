// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.pipeline;

import java.time.Duration;
import java.util.Optional;

/**
 * When all that waits of a topic-partition is closed and committed at once, however little it is.
 *
 * @param age time since the oldest waiting row was taken
 * @param records records of the topic-partition, over all table partitions
 * @param recordTime span between the time of the first record and that of the one that comes: the
 *     latter goes into the next files
 * @param idle time without a record of the topic-partition
 * @param schedule points of the wall clock
 * @param onChange whether a record for another table partition than the one before it closes all
 *     that waits; it goes into the next files
 */
public record Closing(
    Duration age,
    long records,
    Optional<Duration> recordTime,
    Optional<Duration> idle,
    Optional<Schedule> schedule,
    boolean onChange) {

  /** By age alone. */
  public static Closing after(Duration age) {
    return new Closing(
        age, Long.MAX_VALUE, Optional.empty(), Optional.empty(), Optional.empty(), false);
  }
}
