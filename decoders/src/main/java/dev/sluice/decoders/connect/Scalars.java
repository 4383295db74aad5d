// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.connect;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** Forms of Connect's types without parts, Connect's own logical types included. */
final class Scalars {
  /** Where converters leave a decimal's number of digits, which Connect itself does not know. */
  private static final String PRECISION = "connect.decimal.precision";

  private static final String MOST_DIGITS = "38";

  private Scalars() {}

  static Form of(org.apache.kafka.connect.data.Schema schema) {
    if (schema.name() == null) {
      return plain(schema.type());
    }
    return switch (schema.name()) {
      case Decimal.LOGICAL_NAME -> decimal(schema);
      case Date.LOGICAL_NAME ->
          new Scalar(
              Schema.Type.INT,
              LogicalTypes.date(),
              null,
              (out, value) -> out.writeInt(Date.fromLogical(schema, (java.util.Date) value)),
              in -> Date.toLogical(schema, in.readInt()));
      case Time.LOGICAL_NAME ->
          new Scalar(
              Schema.Type.INT,
              LogicalTypes.timeMillis(),
              null,
              (out, value) -> out.writeInt(Time.fromLogical(schema, (java.util.Date) value)),
              in -> Time.toLogical(schema, in.readInt()));
      case Timestamp.LOGICAL_NAME ->
          new Scalar(
              Schema.Type.LONG,
              LogicalTypes.timestampMillis(),
              null,
              (out, value) -> out.writeLong(Timestamp.fromLogical(schema, (java.util.Date) value)),
              in -> Timestamp.toLogical(schema, in.readLong()));
      default -> plain(schema.type()).named(schema.name());
    };
  }

  private static Scalar plain(org.apache.kafka.connect.data.Schema.Type type) {
    return switch (type) {
      case BOOLEAN ->
          scalar(
              Schema.Type.BOOLEAN,
              (out, value) -> out.writeBoolean((Boolean) value),
              Decoder::readBoolean);
      case INT8 ->
          scalar(
              Schema.Type.INT,
              (out, value) -> out.writeInt((Byte) value),
              in -> (byte) in.readInt());
      case INT16 ->
          scalar(
              Schema.Type.INT,
              (out, value) -> out.writeInt((Short) value),
              in -> (short) in.readInt());
      case INT32 ->
          scalar(Schema.Type.INT, (out, value) -> out.writeInt((Integer) value), Decoder::readInt);
      case INT64 ->
          scalar(Schema.Type.LONG, (out, value) -> out.writeLong((Long) value), Decoder::readLong);
      case FLOAT32 ->
          scalar(
              Schema.Type.FLOAT, (out, value) -> out.writeFloat((Float) value), Decoder::readFloat);
      case FLOAT64 ->
          scalar(
              Schema.Type.DOUBLE,
              (out, value) -> out.writeDouble((Double) value),
              Decoder::readDouble);
      case STRING ->
          scalar(
              Schema.Type.STRING,
              (out, value) -> out.writeString((String) value),
              Decoder::readString);
      case BYTES -> scalar(Schema.Type.BYTES, Scalars::putBytes, Scalars::bytes);
      case ARRAY, MAP, STRUCT -> throw new IllegalArgumentException(type + " has parts");
    };
  }

  private static Scalar scalar(Schema.Type type, Scalar.Put put, Scalar.Take take) {
    return new Scalar(type, null, null, put, take);
  }

  private static void putBytes(Encoder out, Object value) throws IOException {
    if (value instanceof byte[] bytes) {
      out.writeBytes(bytes);
    } else {
      out.writeBytes(((ByteBuffer) value).duplicate());
    }
  }

  private static byte[] bytes(Decoder in) throws IOException {
    ByteBuffer buffer = in.readBytes(null);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** A value with fewer places than its schema says is filled up; none is ever rounded. */
  private static Scalar decimal(org.apache.kafka.connect.data.Schema schema) {
    int scale = Integer.parseInt(schema.parameters().get(Decimal.SCALE_FIELD));
    int precision = Integer.parseInt(schema.parameters().getOrDefault(PRECISION, MOST_DIGITS));
    return new Scalar(
        Schema.Type.BYTES,
        LogicalTypes.decimal(precision, scale),
        null,
        (out, value) ->
            out.writeBytes(
                ((BigDecimal) value)
                    .setScale(scale, RoundingMode.UNNECESSARY)
                    .unscaledValue()
                    .toByteArray()),
        in -> Decimal.toLogical(schema, bytes(in)));
  }
}
