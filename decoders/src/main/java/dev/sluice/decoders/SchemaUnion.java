// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders;

import dev.sluice.core.schema.Conflicts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The struct that holds the rows of several writer schemas. Fields are matched by name; one that
 * some writers lack is optional. A field with two types gets the smallest that holds both. Where
 * there is none, the first seen stays; the other one gets a column of its own, or its records do
 * not fit, as {@link Conflicts} says.
 */
public final class SchemaUnion {
  private final Conflicts conflicts;
  private int ids;

  private SchemaUnion(Conflicts conflicts) {
    this.conflicts = conflicts;
  }

  /** The union, its field ids assigned afresh in order. */
  public static Types.StructType of(Iterable<Types.StructType> structs, Conflicts conflicts) {
    SchemaUnion unions = new SchemaUnion(conflicts);
    Types.StructType union = null;
    for (Types.StructType struct : structs) {
      union = union == null ? struct : unions.struct(union, struct);
    }
    return union == null ? Types.StructType.of() : renumbered(union);
  }

  private Types.StructType struct(Types.StructType left, Types.StructType right) {
    Map<String, Types.NestedField> fields = new LinkedHashMap<>();
    for (Types.NestedField field : left.fields()) {
      Types.NestedField other = right.field(field.name());
      boolean optional = field.isOptional() || other == null || other.isOptional();
      Optional<Type> type =
          other == null ? Optional.of(field.type()) : common(field.type(), other.type());
      boolean alone = type.isEmpty() && conflicts == Conflicts.NEW_COLUMN;
      fields.put(field.name(), field(field.name(), optional || alone, type.orElse(field.type())));
    }
    for (Types.NestedField field : right.fields()) {
      Types.NestedField other = left.field(field.name());
      if (other == null) {
        fields.putIfAbsent(field.name(), field(field.name(), true, field.type()));
      } else if (conflicts == Conflicts.NEW_COLUMN
          && common(other.type(), field.type()).isEmpty()) {
        addOwn(fields, field);
      }
    }
    return Types.StructType.of(List.copyOf(fields.values()));
  }

  /** A column beside the field's, which may be there already. */
  private void addOwn(Map<String, Types.NestedField> fields, Types.NestedField odd) {
    String name = Conflicts.ownColumn(odd.name(), odd.type());
    Type type = Conflicts.ownType(odd.type());
    Types.NestedField there = fields.get(name);
    Type both = there == null ? type : common(there.type(), type).orElse(there.type());
    fields.put(name, field(name, true, both));
  }

  /**
   * Numbers are given in the end; until then each field of a struct needs any that is unlike its
   * sisters'.
   */
  private Types.NestedField field(String name, boolean optional, Type type) {
    int id = nextId();
    return optional
        ? Types.NestedField.optional(id, name, type)
        : Types.NestedField.required(id, name, type);
  }

  private int nextId() {
    return ++ids;
  }

  /** The smallest type that holds values of both. */
  private Optional<Type> common(Type left, Type right) {
    if (left.isStructType() && right.isStructType()) {
      return Optional.of(struct(left.asStructType(), right.asStructType()));
    }
    if (left.isListType() && right.isListType()) {
      return common(left.asListType().elementType(), right.asListType().elementType())
          .map(element -> Types.ListType.ofOptional(nextId(), element));
    }
    if (left.isMapType() && right.isMapType()) {
      return left.asMapType().keyType().equals(right.asMapType().keyType())
          ? common(left.asMapType().valueType(), right.asMapType().valueType())
              .map(
                  value ->
                      Types.MapType.ofOptional(
                          nextId(), nextId(), left.asMapType().keyType(), value))
          : Optional.empty();
    }
    return conflicts.common(left, right);
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
