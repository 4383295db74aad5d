// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.restore;

import java.util.List;

/**
 * A record as it was in Kafka.
 *
 * @param offset the one it had
 * @param timestamp milliseconds since 1970; -1 if it had none
 * @param key null if it had none
 * @param value null of a tombstone
 * @param headers in their order
 */
public record RawRecord(
    long offset, long timestamp, byte[] key, byte[] value, List<RawHeader> headers) {
  public RawRecord {
    headers = List.copyOf(headers);
  }

  /** A header; its value may be null. */
  public record RawHeader(String name, byte[] value) {}
}
