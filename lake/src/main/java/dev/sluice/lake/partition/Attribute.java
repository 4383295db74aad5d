// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import dev.sluice.core.record.Envelope;
import dev.sluice.core.shred.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** What a record can be partitioned by beside the fields of its value. */
enum Attribute {
  TOPIC("_kafka_topic"),
  PARTITION("_kafka_partition"),
  /** When it was written, according to Kafka. */
  TIMESTAMP("_kafka_timestamp"),
  /** When it was read: the wall clock. */
  NOW("_now"),
  /** Name of the schema that its value came with. */
  SCHEMA("_schema");

  private final String field;

  Attribute(String field) {
    this.field = field;
  }

  static Optional<Attribute> named(String field) {
    return Arrays.stream(values()).filter(a -> a.field.equals(field)).findFirst();
  }

  Type type() {
    return switch (this) {
      case TOPIC, SCHEMA -> Types.StringType.get();
      case PARTITION -> Types.IntegerType.get();
      case TIMESTAMP, NOW -> Types.TimestampType.withZone();
    };
  }

  /** The number; a timestamp in microseconds. */
  long number(Envelope record, InstantSource clock) {
    return switch (this) {
      case TOPIC, SCHEMA -> 0;
      case PARTITION -> record.partition().partition();
      case TIMESTAMP -> record.timestamp() * 1000L;
      case NOW -> clock.millis() * 1000L;
    };
  }

  /** The text; empty for numbers, and for the name of a schema that has none. */
  byte[] text(Envelope record, WireFormat wire) {
    return switch (this) {
      case TOPIC -> record.partition().topic().getBytes(StandardCharsets.UTF_8);
      case SCHEMA -> wire.schemaName(record.value()).getBytes(StandardCharsets.UTF_8);
      case PARTITION, TIMESTAMP, NOW -> new byte[0];
    };
  }
}
