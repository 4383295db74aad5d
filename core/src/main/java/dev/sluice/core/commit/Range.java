// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.commit;

import dev.sluice.core.record.TopicPartition;

/**
 * A contiguous stretch of one topic-partition that becomes visible in one commit.
 *
 * @param from first offset of the stretch: where the last commit ended
 * @param to offset after the last record; offsets in between may be missing from the log
 * @param records records consumed in the stretch, rejected and ignored ones included
 * @param rejected of these, records that went to the dead letters
 * @param ignored of these, records that say nothing of any row: tombstones that the settings pass
 *     over, a connector's heartbeats
 * @param checksum sum over all records of a 64-bit hash of the value's wire bytes: independent of
 *     order, so that ranges can be added and compared
 */
public record Range(
    TopicPartition partition,
    long from,
    long to,
    long records,
    long rejected,
    long ignored,
    long checksum) {
  /** A stretch of which nothing was ignored. */
  public Range(
      TopicPartition partition, long from, long to, long records, long rejected, long checksum) {
    this(partition, from, to, records, rejected, 0, checksum);
  }
}
