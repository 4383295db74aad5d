// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Records for the dead-letter topic, with the headers that Kafka Connect gives its own, so that one
 * reader understands both.
 */
final class Rejects {
  private static final String PREFIX = "__connect.errors.";

  private final String view;

  Rejects(String view) {
    this.view = view;
  }

  /**
   * A record that cannot go on.
   *
   * @param stage the station that gave up on it
   */
  Record<byte[], byte[]> record(
      Record<byte[], byte[]> record,
      byte[] value,
      String topic,
      long partition,
      long offset,
      String stage,
      String reason) {
    Headers headers = new RecordHeaders(record.headers());
    add(headers, "topic", topic);
    add(headers, "partition", Long.toString(partition));
    add(headers, "offset", Long.toString(offset));
    add(headers, "connector.name", view);
    add(headers, "stage", stage);
    add(
        headers,
        "exception.message",
        topic + "-" + partition + "-" + offset + " rejected at " + stage + ": " + reason);
    return new Record<>(record.key(), value, Math.max(0, record.timestamp()), headers);
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
  }
}
