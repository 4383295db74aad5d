// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.core.record.TopicPartition;
import dev.sluice.runtime.verify.KafkaLog;
import java.util.HashMap;
import java.util.Map;

/**
 * Offsets in Kafka that a table has not made visible. A transaction leaves a marker after its last
 * record, which is an offset and no record; so a short rest is looked at before it is called lag.
 * Not thread-safe.
 */
final class Lag {
  /** A rest as long as this is no rest of markers. */
  private static final long LOOKED_AT = 64;

  private final KafkaLog log;
  private final Map<TopicPartition, Stretch> empty = new HashMap<>();

  Lag(KafkaLog log) {
    this.log = log;
  }

  private record Stretch(long from, long to) {}

  /**
   * Records from {@code position} to the end of a partition; offsets where there are many.
   *
   * @param position offset after the last record that is visible
   */
  long of(TopicPartition partition, long position, KafkaLog.Bounds bounds) {
    Stretch rest = new Stretch(Math.max(position, bounds.start()), bounds.end());
    long length = rest.to - rest.from;
    if (length <= 0 || rest.equals(empty.get(partition))) {
      return 0;
    }
    if (length > LOOKED_AT) {
      return length;
    }
    long records = log.sums(partition, new long[] {rest.from, rest.to})[0].records();
    if (records == 0) {
      empty.put(partition, rest);
    }
    return records;
  }
}
