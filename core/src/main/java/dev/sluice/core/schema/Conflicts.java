// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.schema;

import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** What becomes of a value whose type is not that of its column. */
public enum Conflicts {
  /**
   * The column takes the smallest type that holds both; where there is none, the row is rejected.
   */
  WIDEN,
  /** The same, but where there is none, the value goes to a column of its own. */
  NEW_COLUMN,
  /** The row is rejected. */
  REJECT;

  private static final String BETWEEN = "__";

  /** The type that a column of one type and a value of another get; without parts, both. */
  public Optional<Type> common(Type column, Type value) {
    return switch (this) {
      case WIDEN, NEW_COLUMN -> CommonType.of(column, value);
      case REJECT -> column.equals(value) ? Optional.of(column) : Optional.empty();
    };
  }

  /** Whether values of a type may stand in a column; of structs, each field is asked for itself. */
  public boolean holds(Type column, Type value) {
    if (column.isStructType() || value.isStructType()) {
      return column.isStructType() && value.isStructType();
    }
    if (column.isListType() && value.isListType()) {
      return holds(column.asListType().elementType(), value.asListType().elementType());
    }
    if (column.isMapType() && value.isMapType()) {
      return column.asMapType().keyType().equals(value.asMapType().keyType())
          && holds(column.asMapType().valueType(), value.asMapType().valueType());
    }
    return common(column, value).filter(column::equals).isPresent();
  }

  /**
   * Name of the column for values of a field that do not go with the field's own: {@code
   * price__string}. It hangs on nothing but the field and the type, so it is the same everywhere.
   */
  public static String ownColumn(String field, Type type) {
    return field + BETWEEN + word(type);
  }

  /** Type of that column: the widest of the kind that its name says. */
  public static Type ownType(Type type) {
    if (CommonType.isWhole(type)) {
      return Types.LongType.get();
    }
    if (CommonType.isFloating(type)) {
      return Types.DoubleType.get();
    }
    if (CommonType.isBinary(type)) {
      return Types.BinaryType.get();
    }
    if (type.isListType()) {
      return Types.ListType.ofOptional(
          type.asListType().elementId(), ownType(type.asListType().elementType()));
    }
    return type;
  }

  private static String word(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> "boolean";
      case INTEGER, LONG -> "long";
      case FLOAT, DOUBLE -> "double";
      case DECIMAL -> "decimal";
      case STRING -> "string";
      case BINARY, FIXED -> "binary";
      case UUID -> "uuid";
      case DATE -> "date";
      case TIME -> "time";
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC() ? "timestamptz" : "timestamp";
      case TIMESTAMP_NANO ->
          ((Types.TimestampNanoType) type).shouldAdjustToUTC() ? "timestamptz_ns" : "timestamp_ns";
      case STRUCT -> "struct";
      case LIST -> "list_" + word(type.asListType().elementType());
      case MAP -> "map_" + word(type.asMapType().valueType());
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN ->
          throw new IllegalArgumentException("no column holds values of type " + type);
    };
  }
}
