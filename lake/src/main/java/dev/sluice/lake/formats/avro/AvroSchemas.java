// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.avro;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Iceberg's types as Avro's: times as logical types, a map whose keys are no text as a list of
 * entries with the logical type {@code map}, all as the Iceberg specification says.
 */
final class AvroSchemas {
  private static final int UUID_BYTES = 16;

  private AvroSchemas() {}

  /** The schema of a file's rows. */
  static Schema of(Types.StructType row) {
    return record(row, "row");
  }

  /** The schema of the values of one column. */
  static Schema of(Types.NestedField column) {
    Schema schema = of(column.type(), AvroNames.of(column.name()));
    return column.isOptional() ? nullable(schema) : schema;
  }

  private static Schema record(Types.StructType type, String name) {
    List<Schema.Field> fields = new ArrayList<>();
    for (Types.NestedField field : type.fields()) {
      String fieldName = AvroNames.of(field.name());
      Schema schema = of(field.type(), name + "_" + fieldName);
      Schema.Field avro =
          field.isOptional()
              ? new Schema.Field(fieldName, nullable(schema), null, Schema.Field.NULL_DEFAULT_VALUE)
              : new Schema.Field(fieldName, schema);
      if (!fieldName.equals(field.name())) {
        avro.addProp("field-name", field.name());
      }
      fields.add(avro);
    }
    return Schema.createRecord(name, null, null, false, fields);
  }

  private static Schema nullable(Schema schema) {
    return Schema.createUnion(Schema.create(Schema.Type.NULL), schema);
  }

  /**
   * @param name where the type stands in the row; names of records and fixed types are unique so
   */
  private static Schema of(Type type, String name) {
    return switch (type.typeId()) {
      case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
      case INTEGER -> Schema.create(Schema.Type.INT);
      case LONG -> Schema.create(Schema.Type.LONG);
      case FLOAT -> Schema.create(Schema.Type.FLOAT);
      case DOUBLE -> Schema.create(Schema.Type.DOUBLE);
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield LogicalTypes.decimal(decimal.precision(), decimal.scale())
            .addToSchema(Schema.create(Schema.Type.BYTES));
      }
      case DATE -> LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
      case TIME, TIMESTAMP, TIMESTAMP_NANO ->
          time(type).addToSchema(Schema.create(Schema.Type.LONG));
      case STRING -> Schema.create(Schema.Type.STRING);
      case BINARY -> Schema.create(Schema.Type.BYTES);
      case FIXED -> Schema.createFixed(name, null, null, ((Types.FixedType) type).length());
      case UUID ->
          LogicalTypes.uuid().addToSchema(Schema.createFixed(name, null, null, UUID_BYTES));
      case STRUCT -> record(type.asStructType(), name);
      case LIST -> {
        Types.ListType list = type.asListType();
        Schema element = of(list.elementType(), name + "_element");
        yield Schema.createArray(list.isElementOptional() ? nullable(element) : element);
      }
      case MAP -> map(type.asMapType(), name);
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN ->
          throw new IllegalArgumentException("no column holds values of type " + type);
    };
  }

  private static LogicalType time(Type type) {
    return switch (type.typeId()) {
      case TIME -> LogicalTypes.timeMicros();
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC()
              ? LogicalTypes.timestampMicros()
              : LogicalTypes.localTimestampMicros();
      case TIMESTAMP_NANO ->
          ((Types.TimestampNanoType) type).shouldAdjustToUTC()
              ? LogicalTypes.timestampNanos()
              : LogicalTypes.localTimestampNanos();
      default -> throw new IllegalArgumentException(type + " is not a time");
    };
  }

  private static Schema map(Types.MapType type, String name) {
    Schema value = of(type.valueType(), name + "_value");
    Schema values = type.isValueOptional() ? nullable(value) : value;
    if (type.keyType().typeId() == Type.TypeID.STRING) {
      return Schema.createMap(values);
    }
    Schema entry =
        Schema.createRecord(
            name + "_entry",
            null,
            null,
            false,
            List.of(
                new Schema.Field("key", of(type.keyType(), name + "_key")),
                new Schema.Field("value", values)));
    Schema entries = Schema.createArray(entry);
    entries.addProp(LogicalType.LOGICAL_TYPE_PROP, "map");
    return entries;
  }
}
