// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.types.Types;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * Parquet's types as Iceberg's: the way back of {@link ParquetTypes}. Ids are given anew, because
 * those of a file say nothing to others.
 */
final class ReadTypes {
  private int lastId;

  private ReadTypes() {}

  /**
   * @throws IllegalArgumentException for a type that no lake table has
   */
  static Types.StructType of(MessageType message) {
    return new ReadTypes().struct(message);
  }

  private Types.StructType struct(GroupType group) {
    List<Types.NestedField> fields = new ArrayList<>();
    for (Type field : group.getFields()) {
      fields.add(Types.NestedField.optional(++lastId, field.getName(), type(field)));
    }
    return Types.StructType.of(fields);
  }

  private org.apache.iceberg.types.Type type(Type type) {
    if (type.isPrimitive()) {
      return primitive(type.asPrimitiveType());
    }
    GroupType group = type.asGroupType();
    LogicalTypeAnnotation logical = group.getLogicalTypeAnnotation();
    if (logical instanceof ListLogicalTypeAnnotation) {
      int id = ++lastId;
      return Types.ListType.ofOptional(id, type(Lists.element(group)));
    }
    if (logical instanceof MapLogicalTypeAnnotation) {
      GroupType entries = group.getType(0).asGroupType();
      int key = ++lastId;
      int value = ++lastId;
      return Types.MapType.ofOptional(
          key, value, type(entries.getType(0)), type(entries.getType(1)));
    }
    return struct(group);
  }

  private static org.apache.iceberg.types.Type primitive(PrimitiveType type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return Types.DecimalType.of(decimal.getPrecision(), decimal.getScale());
    }
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> Types.BooleanType.get();
      case INT32 ->
          logical instanceof DateLogicalTypeAnnotation
              ? Types.DateType.get()
              : Types.IntegerType.get();
      case INT64 -> wide(type, logical);
      case FLOAT -> Types.FloatType.get();
      case DOUBLE -> Types.DoubleType.get();
      case BINARY ->
          logical instanceof StringLogicalTypeAnnotation
              ? Types.StringType.get()
              : Types.BinaryType.get();
      case FIXED_LEN_BYTE_ARRAY ->
          logical instanceof UUIDLogicalTypeAnnotation
              ? Types.UUIDType.get()
              : Types.FixedType.ofLength(type.getTypeLength());
      case INT96 -> throw unknown(type);
    };
  }

  private static org.apache.iceberg.types.Type wide(
      PrimitiveType type, LogicalTypeAnnotation logical) {
    if (logical instanceof TimeLogicalTypeAnnotation time) {
      if (time.getUnit() != TimeUnit.MICROS) {
        throw unknown(type);
      }
      return Types.TimeType.get();
    }
    if (logical instanceof TimestampLogicalTypeAnnotation timestamp) {
      boolean zoned = timestamp.isAdjustedToUTC();
      return switch (timestamp.getUnit()) {
        case MICROS -> zoned ? Types.TimestampType.withZone() : Types.TimestampType.withoutZone();
        case NANOS ->
            zoned ? Types.TimestampNanoType.withZone() : Types.TimestampNanoType.withoutZone();
        case MILLIS -> throw unknown(type);
      };
    }
    return Types.LongType.get();
  }

  private static IllegalArgumentException unknown(PrimitiveType type) {
    return new IllegalArgumentException("no lake table has a column of Parquet's type " + type);
  }

  /** How lists are laid out: in three levels, or in two where no element is null. */
  static final class Lists {
    private Lists() {}

    static boolean threeLevels(GroupType list) {
      Type repeated = list.getType(0);
      return !repeated.isPrimitive()
          && repeated.asGroupType().getFieldCount() == 1
          && !repeated.getName().equals("array");
    }

    static Type element(GroupType list) {
      return threeLevels(list) ? list.getType(0).asGroupType().getType(0) : list.getType(0);
    }
  }
}
