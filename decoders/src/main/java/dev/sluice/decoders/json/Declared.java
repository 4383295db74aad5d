// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import dev.sluice.decoders.Semantic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** What a schema says of JSON values. Told apart by identity: all values of a schema share one. */
final class Declared {
  /** Of values that no schema speaks of. */
  static final Declared NOTHING = struct(List.of());

  private final Type type;
  private final Optional<Semantic> semantic;
  private final List<Field> fields;
  private final Optional<Declared> element;

  private Declared(
      Type type, Optional<Semantic> semantic, List<Field> fields, Optional<Declared> element) {
    this.type = type;
    this.semantic = semantic;
    this.fields = List.copyOf(fields);
    this.element = element;
  }

  /** One field of an object. */
  record Field(String name, Declared value) {}

  static Declared of(Type type) {
    return new Declared(type, Optional.empty(), List.of(), Optional.empty());
  }

  static Declared of(Semantic semantic) {
    return new Declared(semantic.type(), Optional.of(semantic), List.of(), Optional.empty());
  }

  static Declared list(Declared element) {
    return new Declared(
        Types.ListType.ofOptional(1, element.type),
        Optional.empty(),
        List.of(),
        Optional.of(element));
  }

  static Declared map(Declared value) {
    return new Declared(
        Types.MapType.ofOptional(1, 2, Types.StringType.get(), value.type),
        Optional.empty(),
        List.of(),
        Optional.of(value));
  }

  static Declared struct(List<Field> fields) {
    List<Types.NestedField> columns = new ArrayList<>();
    for (Field field : fields) {
      columns.add(Types.NestedField.optional(columns.size() + 1, field.name, field.value.type));
    }
    return new Declared(Types.StructType.of(columns), Optional.empty(), fields, Optional.empty());
  }

  /** The column type. */
  Type type() {
    return type;
  }

  /** How it is written, where the type does not tell. */
  Optional<Semantic> semantic() {
    return semantic;
  }

  /** Fields of an object. */
  List<Field> fields() {
    return fields;
  }

  /** What is in an array, or the values of a map; empty for anything else. */
  Optional<Declared> element() {
    return element;
  }

  Types.StructType struct() {
    return type.asStructType();
  }

  /** What is declared at a path, which is there. */
  Declared at(List<String> names) {
    Declared at = this;
    for (String name : names) {
      at =
          at.fields.stream()
              .filter(field -> field.name.equals(name))
              .findFirst()
              .orElseThrow()
              .value;
    }
    return at;
  }

  /** A field that is an object; nothing if there is none. */
  Declared object(String name) {
    return fields.stream()
        .filter(field -> field.name.equals(name) && field.value.type.isStructType())
        .map(Field::value)
        .findFirst()
        .orElse(NOTHING);
  }
}
