// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect;

import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.Header;
import dev.sluice.core.record.TopicPartition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Connect's records as envelopes, by their original coordinates: a transformation may have changed
 * topic and partition, but positions belong to where the record was read.
 */
final class Envelopes {
  private final Values values;

  Envelopes(Values values) {
    this.values = values;
  }

  static TopicPartition partition(org.apache.kafka.common.TopicPartition partition) {
    return new TopicPartition(partition.topic(), partition.partition());
  }

  static org.apache.kafka.common.TopicPartition partition(TopicPartition partition) {
    return new org.apache.kafka.common.TopicPartition(partition.topic(), partition.partition());
  }

  static TopicPartition partition(SinkRecord record) {
    return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
  }

  Envelope of(SinkRecord record) {
    return new Envelope(
        partition(record),
        record.originalKafkaOffset(),
        record.timestamp() == null ? -1 : record.timestamp(),
        values.keep(record.keySchema(), record.key()),
        values.keep(record.valueSchema(), record.value()),
        headers(record));
  }

  private static List<Header> headers(SinkRecord record) {
    if (record.headers().isEmpty()) {
      return List.of();
    }
    List<Header> headers = new ArrayList<>();
    for (org.apache.kafka.connect.header.Header header : record.headers()) {
      headers.add(new Header(header.key(), headerBytes(header)));
    }
    return headers;
  }

  private static byte[] headerBytes(org.apache.kafka.connect.header.Header header) {
    if (header.value() == null || header.value() instanceof byte[]) {
      return (byte[]) header.value();
    }
    return org.apache.kafka.connect.data.Values.convertToString(header.schema(), header.value())
        .getBytes(StandardCharsets.UTF_8);
  }
}
