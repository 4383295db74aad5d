// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect;

import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.Header;
import dev.sluice.core.record.TopicPartition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Values;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Connect's records as envelopes, by their original coordinates: a transformation may have changed
 * topic and partition, but positions belong to where the record was read.
 */
public final class Envelopes {
  private final ValueBytes values;

  /** Bytes for values that are not bytes already. */
  public interface ValueBytes {
    byte[] of(Schema schema, Object value);
  }

  /**
   * @param values used where a converter other than the byte array converter has been at work
   */
  public Envelopes(ValueBytes values) {
    this.values = values;
  }

  /** Envelopes of records that the byte array converter has left as they were. */
  public static Envelopes ofBytes() {
    return new Envelopes(
        (schema, value) -> {
          throw new ConnectException(
              "a value of "
                  + value.getClass().getName()
                  + " came where bytes were expected; set value.converter and"
                  + " key.converter to org.apache.kafka.connect.converters.ByteArrayConverter, so that values reach"
                  + " this connector as they were written");
        });
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
        bytes(record.keySchema(), record.key()),
        bytes(record.valueSchema(), record.value()),
        headers(record));
  }

  private byte[] bytes(Schema schema, Object value) {
    return value == null || value instanceof byte[] ? (byte[]) value : values.of(schema, value);
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
    return Values.convertToString(header.schema(), header.value()).getBytes(StandardCharsets.UTF_8);
  }
}
