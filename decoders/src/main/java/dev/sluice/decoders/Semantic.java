// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders;

import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * What names mean that Kafka Connect's schemas carry, Debezium's among them, where they say more
 * than the type that values are written with. Names that are not here change nothing.
 */
public enum Semantic {
  /** Days since 1970. */
  DATE,
  /** Milliseconds since midnight. */
  TIME_MILLIS,
  /** Microseconds since midnight. */
  TIME_MICROS,
  /** Milliseconds since 1970, no zone known. */
  TIMESTAMP_MILLIS,
  /** Microseconds since 1970, no zone known. */
  TIMESTAMP_MICROS,
  /** Nanoseconds since 1970, no zone known. */
  TIMESTAMP_NANOS,
  /** Milliseconds since 1970 in UTC. */
  INSTANT_MILLIS,
  /** Text: a time of day with its offset. */
  ZONED_TIME,
  /** Text: date and time with their offset. */
  ZONED_TIMESTAMP,
  /** Text: a UUID. */
  UUID,
  /** A struct of the number of places, and the number without its point. */
  VARIABLE_DECIMAL;

  private static final int DIGITS = 38;
  private static final int PLACES = 18;

  /** The column type. */
  public Type type() {
    return switch (this) {
      case DATE -> Types.DateType.get();
      case TIME_MILLIS, TIME_MICROS, ZONED_TIME -> Types.TimeType.get();
      case TIMESTAMP_MILLIS, TIMESTAMP_MICROS -> Types.TimestampType.withoutZone();
      case TIMESTAMP_NANOS -> Types.TimestampNanoType.withoutZone();
      case INSTANT_MILLIS, ZONED_TIMESTAMP -> Types.TimestampType.withZone();
      case UUID -> Types.UUIDType.get();
      case VARIABLE_DECIMAL -> Types.DecimalType.of(DIGITS, PLACES);
    };
  }

  /**
   * What a name means.
   *
   * @param name null for none
   */
  public static Optional<Semantic> named(String name) {
    if (name == null) {
      return Optional.empty();
    }
    return switch (name) {
      case "io.debezium.time.Date", "org.apache.kafka.connect.data.Date" -> Optional.of(DATE);
      case "io.debezium.time.Time", "org.apache.kafka.connect.data.Time" ->
          Optional.of(TIME_MILLIS);
      case "io.debezium.time.MicroTime" -> Optional.of(TIME_MICROS);
      case "io.debezium.time.Timestamp" -> Optional.of(TIMESTAMP_MILLIS);
      case "io.debezium.time.MicroTimestamp" -> Optional.of(TIMESTAMP_MICROS);
      case "io.debezium.time.NanoTimestamp" -> Optional.of(TIMESTAMP_NANOS);
      case "org.apache.kafka.connect.data.Timestamp" -> Optional.of(INSTANT_MILLIS);
      case "io.debezium.time.ZonedTime" -> Optional.of(ZONED_TIME);
      case "io.debezium.time.ZonedTimestamp" -> Optional.of(ZONED_TIMESTAMP);
      case "io.debezium.data.Uuid" -> Optional.of(UUID);
      case "io.debezium.data.VariableScaleDecimal" -> Optional.of(VARIABLE_DECIMAL);
      default -> Optional.empty();
    };
  }
}
