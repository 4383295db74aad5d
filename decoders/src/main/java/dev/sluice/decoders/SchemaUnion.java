// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The struct that holds the rows of several writer schemas. Fields are matched by name; one that
 * some writers lack is optional. Types widen as Iceberg allows: int to long, float to double,
 * decimal of the same scale to more digits. Where two types have no common one, the first seen
 * stays, and the other writers' records do not fit.
 */
public final class SchemaUnion {
  private SchemaUnion() {}

  /** The union, its field ids assigned afresh in order. */
  public static Types.StructType of(Iterable<Types.StructType> structs) {
    Types.StructType union = null;
    for (Types.StructType struct : structs) {
      union = union == null ? struct : struct(union, struct);
    }
    return union == null ? Types.StructType.of() : renumbered(union);
  }

  private static Types.StructType struct(Types.StructType left, Types.StructType right) {
    Map<String, Types.NestedField> fields = new LinkedHashMap<>();
    for (Types.NestedField field : left.fields()) {
      Types.NestedField other = right.field(field.name());
      boolean optional = field.isOptional() || other == null || other.isOptional();
      Type type =
          other == null ? field.type() : common(field.type(), other.type()).orElse(field.type());
      fields.put(field.name(), field(field.name(), optional, type));
    }
    for (Types.NestedField field : right.fields()) {
      fields.putIfAbsent(field.name(), field(field.name(), true, field.type()));
    }
    return Types.StructType.of(java.util.List.copyOf(fields.values()));
  }

  /**
   * Numbers are given in the end; until then each field of a struct needs any that is unlike its
   * sisters'.
   */
  private static Types.NestedField field(String name, boolean optional, Type type) {
    int id = NEXT.incrementAndGet();
    return optional
        ? Types.NestedField.optional(id, name, type)
        : Types.NestedField.required(id, name, type);
  }

  private static final AtomicInteger NEXT = new AtomicInteger();

  /** The smallest type that holds values of both. */
  static Optional<Type> common(Type left, Type right) {
    if (left.isStructType() && right.isStructType()) {
      return Optional.of(struct(left.asStructType(), right.asStructType()));
    }
    if (left.isListType() && right.isListType()) {
      return common(left.asListType().elementType(), right.asListType().elementType())
          .map(element -> Types.ListType.ofOptional(NEXT.incrementAndGet(), element));
    }
    if (left.isMapType() && right.isMapType()) {
      return common(left.asMapType().valueType(), right.asMapType().valueType())
          .map(
              value ->
                  Types.MapType.ofOptional(
                      NEXT.incrementAndGet(),
                      NEXT.incrementAndGet(),
                      left.asMapType().keyType(),
                      value));
    }
    return primitive(left, right);
  }

  private static Optional<Type> primitive(Type left, Type right) {
    if (left.equals(right)) {
      return Optional.of(left);
    }
    if (isOneOf(left, right, Type.TypeID.INTEGER, Type.TypeID.LONG)) {
      return Optional.of(Types.LongType.get());
    }
    if (isOneOf(left, right, Type.TypeID.FLOAT, Type.TypeID.DOUBLE)) {
      return Optional.of(Types.DoubleType.get());
    }
    if (left instanceof Types.DecimalType a
        && right instanceof Types.DecimalType b
        && a.scale() == b.scale()) {
      return Optional.of(a.precision() >= b.precision() ? a : b);
    }
    return Optional.empty();
  }

  private static boolean isOneOf(Type left, Type right, Type.TypeID a, Type.TypeID b) {
    return (left.typeId() == a && right.typeId() == b)
        || (left.typeId() == b && right.typeId() == a);
  }

  /** The same struct with field ids 1, 2, 3 … in depth-first order. */
  public static Types.StructType renumbered(Types.StructType struct) {
    return (Types.StructType) renumbered(struct, new AtomicInteger());
  }

  private static Type renumbered(Type type, AtomicInteger ids) {
    return switch (type.typeId()) {
      case STRUCT -> renumberedStruct(type.asStructType(), ids);
      case LIST -> {
        Types.ListType list = type.asListType();
        int id = ids.incrementAndGet();
        Type element = renumbered(list.elementType(), ids);
        yield list.isElementOptional()
            ? Types.ListType.ofOptional(id, element)
            : Types.ListType.ofRequired(id, element);
      }
      case MAP -> {
        Types.MapType map = type.asMapType();
        int key = ids.incrementAndGet();
        int value = ids.incrementAndGet();
        Type keyType = renumbered(map.keyType(), ids);
        Type valueType = renumbered(map.valueType(), ids);
        yield map.isValueOptional()
            ? Types.MapType.ofOptional(key, value, keyType, valueType)
            : Types.MapType.ofRequired(key, value, keyType, valueType);
      }
      default -> type;
    };
  }

  private static Type renumberedStruct(Types.StructType struct, AtomicInteger ids) {
    java.util.List<Types.NestedField> fields = new java.util.ArrayList<>();
    for (Types.NestedField field : struct.fields()) {
      int id = ids.incrementAndGet();
      Type type = renumbered(field.type(), ids);
      fields.add(
          field.isOptional()
              ? Types.NestedField.optional(id, field.name(), type)
              : Types.NestedField.required(id, field.name(), type));
    }
    return Types.StructType.of(fields);
  }
}
