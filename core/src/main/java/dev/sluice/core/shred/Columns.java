// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Which column class holds which Iceberg type: the one place that says so. */
final class Columns {
  /** Largest precision whose unscaled value fits a long. */
  private static final int LONG_DIGITS = 18;

  private Columns() {}

  static Column of(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> new BooleanColumn();
      case INTEGER, DATE -> new IntColumn();
      case LONG, TIME, TIMESTAMP, TIMESTAMP_NANO -> new LongColumn();
      case FLOAT -> new FloatColumn();
      case DOUBLE -> new DoubleColumn();
      case DECIMAL ->
          ((Types.DecimalType) type).precision() <= LONG_DIGITS
              ? new LongColumn()
              : new BytesColumn();
      case STRING, BINARY, FIXED, UUID -> new BytesColumn();
      case STRUCT -> struct(type.asStructType());
      case LIST -> new ListColumn(of(type.asListType().elementType()));
      case MAP -> new MapColumn(of(type.asMapType().keyType()), of(type.asMapType().valueType()));
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN ->
          throw new IllegalArgumentException("no column holds values of type " + type);
    };
  }

  static StructColumn struct(Types.StructType type) {
    List<Column> children = new ArrayList<>();
    for (Types.NestedField field : type.fields()) {
      children.add(of(field.type()));
    }
    return new StructColumn(children);
  }
}
