// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import dev.sluice.streams.expression.Expression;
import dev.sluice.streams.expression.SqlType;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * A field of an emitted record.
 *
 * @param nullable whether it may be null
 */
public record OutputColumn(String name, SqlType type, boolean nullable) {
  /** The record that holds some columns. */
  static Schema record(String name, String doc, List<OutputColumn> columns) {
    List<Schema.Field> fields =
        columns.stream()
            .map(
                column ->
                    column.nullable()
                        ? new Schema.Field(
                            column.name(), column.schema(), null, Schema.Field.NULL_DEFAULT_VALUE)
                        : new Schema.Field(column.name(), column.schema()))
            .toList();
    return Schema.createRecord(name, doc, "sluice", false, fields);
  }

  private Schema schema() {
    Schema value = present();
    return nullable ? Schema.createUnion(Schema.create(Schema.Type.NULL), value) : value;
  }

  private Schema present() {
    return switch (type.kind()) {
      case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
      case TINYINT, SMALLINT, INTEGER -> Schema.create(Schema.Type.INT);
      case BIGINT -> Schema.create(Schema.Type.LONG);
      case HUGEINT -> decimal(SqlType.MOST_DIGITS, 0);
      case DECIMAL -> decimal(type.precision(), type.scale());
      case FLOAT -> Schema.create(Schema.Type.FLOAT);
      case DOUBLE -> Schema.create(Schema.Type.DOUBLE);
      case VARCHAR -> Schema.create(Schema.Type.STRING);
      case DATE -> LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
      case TIME -> LogicalTypes.timeMicros().addToSchema(Schema.create(Schema.Type.LONG));
      case TIMESTAMP ->
          LogicalTypes.localTimestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
      case TIMESTAMPTZ ->
          LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
      case INTERVAL, NULL -> throw new IllegalStateException("no field holds a " + type);
    };
  }

  private static Schema decimal(int precision, int scale) {
    return LogicalTypes.decimal(precision, scale).addToSchema(Schema.create(Schema.Type.BYTES));
  }

  /** Writes the value of an expression of this column's type. */
  void write(Expression value, ByteOutput out) {
    if (nullable) {
      out.writeVarint(value.isNull() ? 0 : 1);
      if (value.isNull()) {
        return;
      }
    }
    switch (type.kind()) {
      case BOOLEAN -> out.writeByte((int) value.number());
      case TINYINT, SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP, TIMESTAMPTZ ->
          out.writeVarint(value.number());
      case HUGEINT, DECIMAL -> writeBytes(value.big().toByteArray(), out);
      case FLOAT -> out.writeFloat((float) value.real());
      case DOUBLE -> out.writeDouble(value.real());
      case VARCHAR -> {
        int length = value.to() - value.from();
        out.writeVarint(length);
        out.write(value.bytes(), value.from(), length);
      }
      case INTERVAL, NULL -> throw new IllegalStateException("no field holds a " + type);
    }
  }

  static void writeBytes(byte[] bytes, ByteOutput out) {
    out.writeVarint(bytes.length);
    out.write(bytes, 0, bytes.length);
  }

  /** Passes over a value of this column. */
  void skip(ByteInput in) {
    if (nullable && in.readVarint() == 0) {
      return;
    }
    switch (type.kind()) {
      case BOOLEAN -> in.skip(1);
      case TINYINT, SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP, TIMESTAMPTZ ->
          in.readVarint();
      case HUGEINT, DECIMAL, VARCHAR -> in.skip((int) in.readVarint());
      case FLOAT -> in.skip(4);
      case DOUBLE -> in.skip(8);
      case INTERVAL, NULL -> throw new IllegalStateException("no field holds a " + type);
    }
  }
}
