// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.record;

import java.util.List;

/**
 * One Kafka record as it came: coordinates in the original topic, and key and value as wire bytes.
 *
 * @param timestamp milliseconds since 1970, as Kafka stored it; -1 if the record has none
 * @param key wire bytes, or null
 * @param value wire bytes, or null for a tombstone
 */
public record Envelope(
    TopicPartition partition,
    long offset,
    long timestamp,
    byte[] key,
    byte[] value,
    List<Header> headers) {

  public Place place() {
    return new Place(partition, offset);
  }
}
