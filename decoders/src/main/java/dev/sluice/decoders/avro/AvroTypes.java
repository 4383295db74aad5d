// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.avro;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.decoders.Semantic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Avro's types, logical ones included, as Iceberg's. */
final class AvroTypes {
  /** Name of the one column of a topic whose values are no records. */
  static final String VALUE = "value";

  /** Property in which Kafka Connect's converters keep the name of a schema. */
  static final String NAME = "connect.name";

  private static final int MOST_DIGITS = 38;

  private final Deque<String> enclosing = new ArrayDeque<>();
  private int nextId;

  private AvroTypes() {}

  /**
   * The row type of a topic written with {@code schema}.
   *
   * @throws MalformedException if it has no table form, with the field that stands in the way
   */
  static Types.StructType row(Schema schema) throws MalformedException {
    AvroTypes types = new AvroTypes();
    if (schema.getType() == Schema.Type.RECORD) {
      return types.struct(schema);
    }
    return Types.StructType.of(types.field(VALUE, schema));
  }

  /** The branch of a union with null that is not null; the schema itself if it is no union. */
  static Schema withoutNull(Schema schema) throws MalformedException {
    if (schema.getType() != Schema.Type.UNION) {
      return schema;
    }
    List<Schema> branches =
        schema.getTypes().stream().filter(b -> b.getType() != Schema.Type.NULL).toList();
    if (branches.size() != 1) {
      throw new MalformedException(
          "a union of " + branches.size() + " types besides null has no column type: " + schema);
    }
    return branches.get(0);
  }

  static boolean isOptional(Schema schema) {
    return schema.isNullable();
  }

  private Types.StructType struct(Schema record) throws MalformedException {
    if (enclosing.contains(record.getFullName())) {
      throw new MalformedException(
          "record " + record.getFullName() + " contains itself, which no table can hold");
    }
    enclosing.push(record.getFullName());
    List<Types.NestedField> fields = new ArrayList<>();
    for (Schema.Field field : record.getFields()) {
      fields.add(field(field.name(), field.schema()));
    }
    enclosing.pop();
    return Types.StructType.of(fields);
  }

  private Types.NestedField field(String name, Schema schema) throws MalformedException {
    int id = ++nextId;
    Type type;
    try {
      type = type(withoutNull(schema));
    } catch (MalformedException e) {
      throw new MalformedException("field " + name + ": " + e.getMessage(), e);
    }
    return isOptional(schema)
        ? Types.NestedField.optional(id, name, type)
        : Types.NestedField.required(id, name, type);
  }

  private Type type(Schema schema) throws MalformedException {
    LogicalType logical = schema.getLogicalType();
    Type type = logical == null ? null : logicalType(logical);
    if (type != null) {
      return type;
    }
    Optional<Semantic> semantic = semantic(schema);
    if (semantic.isPresent()) {
      return semantic.get().type();
    }
    return switch (schema.getType()) {
      case BOOLEAN -> Types.BooleanType.get();
      case INT -> Types.IntegerType.get();
      case LONG -> Types.LongType.get();
      case FLOAT -> Types.FloatType.get();
      case DOUBLE -> Types.DoubleType.get();
      case STRING, ENUM -> Types.StringType.get();
      case BYTES -> Types.BinaryType.get();
      case FIXED -> Types.FixedType.ofLength(schema.getFixedSize());
      case RECORD -> struct(schema);
      case ARRAY -> {
        int id = ++nextId;
        Type element = type(withoutNull(schema.getElementType()));
        yield isOptional(schema.getElementType())
            ? Types.ListType.ofOptional(id, element)
            : Types.ListType.ofRequired(id, element);
      }
      case MAP -> {
        int key = ++nextId;
        int value = ++nextId;
        Type values = type(withoutNull(schema.getValueType()));
        yield isOptional(schema.getValueType())
            ? Types.MapType.ofOptional(key, value, Types.StringType.get(), values)
            : Types.MapType.ofRequired(key, value, Types.StringType.get(), values);
      }
      case UNION, NULL ->
          throw new MalformedException("a value that is always null has no column type");
    };
  }

  /** What the name means that Kafka Connect's converters leave in a schema without logical type. */
  static Optional<Semantic> semantic(Schema schema) {
    return schema.getLogicalType() != null
        ? Optional.empty()
        : Semantic.named(schema.getProp(NAME)).filter(meant -> isWritten(meant, schema));
  }

  private static boolean isWritten(Semantic semantic, Schema schema) {
    Schema.Type wire = schema.getType();
    return switch (semantic) {
      case DATE, TIME_MILLIS -> wire == Schema.Type.INT;
      case TIME_MICROS, TIMESTAMP_MILLIS, TIMESTAMP_MICROS, TIMESTAMP_NANOS, INSTANT_MILLIS ->
          wire == Schema.Type.LONG;
      case ZONED_TIME, ZONED_TIMESTAMP, UUID -> wire == Schema.Type.STRING;
      case VARIABLE_DECIMAL ->
          wire == Schema.Type.RECORD
              && schema.getFields().size() == 2
              && isField(schema.getFields().get(0), "scale", Schema.Type.INT)
              && isField(schema.getFields().get(1), "value", Schema.Type.BYTES);
    };
  }

  private static boolean isField(Schema.Field field, String name, Schema.Type type) {
    return field.name().equals(name) && field.schema().getType() == type;
  }

  /** Null for a logical type that changes nothing for a table. */
  private static Type logicalType(LogicalType logical) throws MalformedException {
    if (logical instanceof LogicalTypes.Decimal decimal) {
      if (decimal.getPrecision() > MOST_DIGITS) {
        throw new MalformedException(
            "a decimal of " + decimal.getPrecision() + " digits is longer than " + MOST_DIGITS);
      }
      return Types.DecimalType.of(decimal.getPrecision(), decimal.getScale());
    }
    return switch (logical.getName()) {
      case "date" -> Types.DateType.get();
      case "time-millis", "time-micros" -> Types.TimeType.get();
      case "timestamp-millis", "timestamp-micros" -> Types.TimestampType.withZone();
      case "timestamp-nanos" -> Types.TimestampNanoType.withZone();
      case "local-timestamp-millis", "local-timestamp-micros" -> Types.TimestampType.withoutZone();
      case "local-timestamp-nanos" -> Types.TimestampNanoType.withoutZone();
      case "uuid" -> Types.UUIDType.get();
      default -> null;
    };
  }
}
