// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;

/** What Avro's own reader has read, as DuckDB would show it. */
final class AvroText {
  private AvroText() {}

  static String of(Object value, Schema schema) {
    if (schema.getType() == Schema.Type.UNION) {
      return value == null ? null : of(value, schema.getTypes().get(1));
    }
    String logical = schema.getProp("logicalType");
    if (logical != null) {
      return logical(logical, value, schema);
    }
    return switch (schema.getType()) {
      case BYTES -> hex(((ByteBuffer) value));
      case FIXED -> hex(ByteBuffer.wrap(((GenericFixed) value).bytes()));
      case FLOAT, DOUBLE -> value.toString().replace("NaN", "nan").replace("Infinity", "inf");
      case ARRAY ->
          ((List<?>) value)
              .stream()
                  .map(element -> shown(of(element, schema.getElementType())))
                  .collect(Collectors.joining(", ", "[", "]"));
      case MAP ->
          ((Map<?, ?>) value)
              .entrySet().stream()
                  .map(e -> e.getKey() + "=" + shown(of(e.getValue(), schema.getValueType())))
                  .sorted()
                  .collect(Collectors.joining(", ", "{", "}"));
      case RECORD ->
          schema.getFields().stream()
              .map(
                  field ->
                      "'"
                          + field.name()
                          + "': "
                          + shown(of(((GenericRecord) value).get(field.pos()), field.schema())))
              .collect(Collectors.joining(", ", "{", "}"));
      default -> value.toString();
    };
  }

  private static String shown(String text) {
    return text == null ? "NULL" : text;
  }

  private static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return HexFormat.of().withUpperCase().formatHex(copy);
  }

  private static String logical(String name, Object value, Schema schema) {
    return switch (name) {
      case "date" -> LocalDate.ofEpochDay((Integer) value).toString();
      case "time-micros" -> time(LocalTime.ofNanoOfDay((Long) value * 1000));
      case "timestamp-micros" -> moment((Long) value, 1_000_000) + "+00";
      case "local-timestamp-micros" -> moment((Long) value, 1_000_000);
      case "local-timestamp-nanos" -> moment((Long) value, 1_000_000_000);
      case "uuid" -> {
        ByteBuffer bytes = ByteBuffer.wrap(((GenericFixed) value).bytes());
        yield new UUID(bytes.getLong(), bytes.getLong()).toString();
      }
      case "decimal" -> {
        byte[] bytes = new byte[((ByteBuffer) value).remaining()];
        ((ByteBuffer) value).get(bytes);
        int scale = ((LogicalTypes.Decimal) schema.getLogicalType()).getScale();
        yield new java.math.BigDecimal(new BigInteger(bytes), scale).toPlainString();
      }
      case "map" ->
          ((List<?>) value)
              .stream()
                  .map(GenericRecord.class::cast)
                  .map(entry -> entry.get("key") + "=" + entry.get("value"))
                  .collect(Collectors.joining(", ", "{", "}"));
      default -> throw new IllegalArgumentException(name);
    };
  }

  static String moment(long value, long perSecond) {
    return moment(
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(value, perSecond),
            (int) (Math.floorMod(value, perSecond) * (1_000_000_000 / perSecond)),
            ZoneOffset.UTC));
  }

  static String moment(LocalDateTime moment) {
    return moment.toLocalDate() + " " + time(moment.toLocalTime());
  }

  static String time(LocalTime time) {
    return time.getSecond() == 0 && time.getNano() == 0 ? time + ":00" : time.toString();
  }
}
