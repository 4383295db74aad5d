// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.types.Types;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** Iceberg's types as Parquet's, by Iceberg's own mapping, field ids included. */
record ParquetTypes(boolean twoLevelLists) {
  private static final int INT_DIGITS = 9;
  private static final int LONG_DIGITS = 18;

  MessageType message(Types.StructType struct) {
    return new MessageType("table", fields(struct));
  }

  private List<Type> fields(Types.StructType struct) {
    List<Type> fields = new ArrayList<>();
    for (Types.NestedField field : struct.fields()) {
      fields.add(field(field));
    }
    return fields;
  }

  private Type field(Types.NestedField field) {
    Type.Repetition repetition =
        field.isOptional() ? Type.Repetition.OPTIONAL : Type.Repetition.REQUIRED;
    return type(field.type(), repetition, field.name(), field.fieldId());
  }

  /** Without a level for the element there is no place for a null in a list. */
  private Type list(Types.ListType list, Type.Repetition repetition, String name, int id) {
    Types.NestedField element = list.fields().get(0);
    if (twoLevelLists && element.isRequired()) {
      return org.apache.parquet.schema.Types.buildGroup(repetition)
          .addField(type(element.type(), Type.Repetition.REPEATED, "array", element.fieldId()))
          .as(LogicalTypeAnnotation.listType())
          .id(id)
          .named(name);
    }
    return org.apache.parquet.schema.Types.list(repetition)
        .element(field(element))
        .id(id)
        .named(name);
  }

  private Type type(
      org.apache.iceberg.types.Type type, Type.Repetition repetition, String name, int id) {
    return switch (type.typeId()) {
      case STRUCT ->
          org.apache.parquet.schema.Types.buildGroup(repetition)
              .addFields(fields(type.asStructType()).toArray(Type[]::new))
              .id(id)
              .named(name);
      case LIST -> list(type.asListType(), repetition, name, id);
      case MAP -> {
        Type key = field(type.asMapType().fields().get(0));
        Type value = field(type.asMapType().fields().get(1));
        yield org.apache.parquet.schema.Types.map(repetition)
            .key(key)
            .value(value)
            .id(id)
            .named(name);
      }
      default -> primitive(type, repetition, name, id);
    };
  }

  private static Type primitive(
      org.apache.iceberg.types.Type type, Type.Repetition repetition, String name, int id) {
    return switch (type.typeId()) {
      case BOOLEAN -> plain(PrimitiveTypeName.BOOLEAN, repetition, name, id, null);
      case INTEGER -> plain(PrimitiveTypeName.INT32, repetition, name, id, null);
      case LONG -> plain(PrimitiveTypeName.INT64, repetition, name, id, null);
      case FLOAT -> plain(PrimitiveTypeName.FLOAT, repetition, name, id, null);
      case DOUBLE -> plain(PrimitiveTypeName.DOUBLE, repetition, name, id, null);
      case DATE ->
          plain(PrimitiveTypeName.INT32, repetition, name, id, LogicalTypeAnnotation.dateType());
      case TIME ->
          plain(
              PrimitiveTypeName.INT64,
              repetition,
              name,
              id,
              LogicalTypeAnnotation.timeType(false, TimeUnit.MICROS));
      case TIMESTAMP ->
          plain(
              PrimitiveTypeName.INT64,
              repetition,
              name,
              id,
              LogicalTypeAnnotation.timestampType(
                  ((Types.TimestampType) type).shouldAdjustToUTC(), TimeUnit.MICROS));
      case TIMESTAMP_NANO ->
          plain(
              PrimitiveTypeName.INT64,
              repetition,
              name,
              id,
              LogicalTypeAnnotation.timestampType(
                  ((Types.TimestampNanoType) type).shouldAdjustToUTC(), TimeUnit.NANOS));
      case STRING ->
          plain(PrimitiveTypeName.BINARY, repetition, name, id, LogicalTypeAnnotation.stringType());
      case BINARY -> plain(PrimitiveTypeName.BINARY, repetition, name, id, null);
      case FIXED -> fixed(((Types.FixedType) type).length(), repetition, name, id, null);
      case UUID -> fixed(16, repetition, name, id, LogicalTypeAnnotation.uuidType());
      case DECIMAL -> decimal((Types.DecimalType) type, repetition, name, id);
      default ->
          throw new IllegalArgumentException(
              "Parquet has no type for " + type + " of column " + name);
    };
  }

  private static Type decimal(
      Types.DecimalType type, Type.Repetition repetition, String name, int id) {
    LogicalTypeAnnotation logical =
        LogicalTypeAnnotation.decimalType(type.scale(), type.precision());
    if (type.precision() <= INT_DIGITS) {
      return plain(PrimitiveTypeName.INT32, repetition, name, id, logical);
    }
    if (type.precision() <= LONG_DIGITS) {
      return plain(PrimitiveTypeName.INT64, repetition, name, id, logical);
    }
    return fixed(decimalLength(type.precision()), repetition, name, id, logical);
  }

  /** Fewest bytes that hold any unscaled value of {@code precision} digits. */
  static int decimalLength(int precision) {
    return java.math.BigInteger.TEN.pow(precision).bitLength() / 8 + 1;
  }

  private static Type plain(
      PrimitiveTypeName primitive,
      Type.Repetition repetition,
      String name,
      int id,
      LogicalTypeAnnotation logical) {
    return org.apache.parquet.schema.Types.primitive(primitive, repetition)
        .as(logical)
        .id(id)
        .named(name);
  }

  private static Type fixed(
      int length, Type.Repetition repetition, String name, int id, LogicalTypeAnnotation logical) {
    return org.apache.parquet.schema.Types.primitive(
            PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition)
        .length(length)
        .as(logical)
        .id(id)
        .named(name);
  }
}
