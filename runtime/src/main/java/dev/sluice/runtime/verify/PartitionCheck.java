// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.verify;

import dev.sluice.core.record.TopicPartition;

/**
 * What one ledger says about one topic-partition, beside what Kafka says.
 *
 * @param ledger the destination table
 * @param from first offset the ledger covers
 * @param to offset after the last one it covers
 * @param records records it has taken
 * @param rejected of these, records in the dead letters
 * @param ignored of these, records that say nothing of any row
 * @param rows rows it has made visible
 * @param deletes records that took the row of their key away
 * @param pending records in Kafka from {@code to} to the log's end, not committed yet; offsets
 *     where there are many
 * @param checked how the records were compared with Kafka's
 */
public record PartitionCheck(
    String ledger,
    TopicPartition partition,
    long from,
    long to,
    long records,
    long rejected,
    long ignored,
    long rows,
    long deletes,
    long pending,
    Checked checked) {
  /** How records were compared with Kafka's. */
  public enum Checked {
    /** As many records as offsets: nothing can be missing. */
    BY_OFFSETS,
    /** The range was counted in Kafka, because offsets are missing from the log. */
    BY_COUNT,
    /** Every record was read again, and count and checksum compared receipt by receipt. */
    BY_CHECKSUM,
    /** The log no longer holds the range (retention); the receipts alone were looked at. */
    BY_RECEIPTS
  }
}
