// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.record;

/** Where one record stands in Kafka; every error about a record carries it. */
public record Place(TopicPartition partition, long offset) {
  /** {@code topic-partition-offset}. */
  @Override
  public String toString() {
    return partition + "-" + offset;
  }
}
