// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.record;

/** One partition of one Kafka topic: the unit that a position belongs to. */
public record TopicPartition(String topic, int partition) implements Comparable<TopicPartition> {
  @Override
  public int compareTo(TopicPartition other) {
    int byTopic = topic.compareTo(other.topic);
    return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
  }

  /** {@code topic-partition}, as Kafka's own tools print it. */
  @Override
  public String toString() {
    return topic + "-" + partition;
  }
}
