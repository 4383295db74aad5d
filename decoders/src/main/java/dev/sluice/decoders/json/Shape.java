// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.decoders.SchemaUnion;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The kinds of value that were seen at one place of the objects of a batch, and so the narrowest
 * type that loses none of them:
 *
 * <ul>
 *   <li>whole numbers: long; decimal(38, 0) if one is beyond 64 bits; string if one is beyond that;
 *   <li>whole numbers and fractions: double if a double holds all whole numbers exactly, else
 *       string, because a decimal would need one scale for all fractions;
 *   <li>anything with anything else: string, in which strings stand as they are and all other
 *       values as their JSON text.
 * </ul>
 *
 * <p>What was never more than null has no type, and neither has an object without such a field. The
 * list whose elements are unknown is one of strings.
 */
final class Shape {
  /** Columns of a row; and fields of all objects inside a row taken together. */
  static final int MOST_FIELDS = 1000;

  private static final int MOST_DEPTH = 32;

  private final Budget budget;
  private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
  private final Map<String, Shape> fields = new LinkedHashMap<>();
  private Shape elements;

  private Shape(Budget budget) {
    this.budget = budget;
  }

  /** Bounds what a batch whose objects have data for names may cost in columns. */
  private static final class Budget {
    private int left = MOST_FIELDS;
  }

  /** The shape of a row. */
  static Shape ofRow() {
    return new Shape(new Budget());
  }

  /**
   * Takes a whole object into account. A field that would be one too many is left out, and the
   * object fails when it is read.
   */
  void addRow(JsonInput in) throws MalformedException {
    while (in.nextField()) {
      Shape field = fields.get(in.name());
      if (field == null && fields.size() < MOST_FIELDS) {
        field = newField(in.name());
      }
      if (field == null) {
        in.skip();
      } else {
        field.add(in, 1);
      }
    }
  }

  private Shape newField(String name) throws MalformedException {
    requireName(name);
    Shape field = new Shape(budget);
    fields.put(name, field);
    return field;
  }

  static void requireName(String name) throws MalformedException {
    if (name.isBlank() || name.chars().anyMatch(c -> Character.isISOControl(c))) {
      throw new MalformedException("a field has the name '" + name + "', which no column can have");
    }
  }

  private void add(JsonInput in, int depth) throws MalformedException {
    switch (in.token()) {
      case VALUE_NULL -> {}
      case VALUE_TRUE, VALUE_FALSE -> kinds.add(Kind.BOOLEAN);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> kinds.add(in.numberKind());
      case VALUE_STRING -> kinds.add(Kind.STRING);
      case START_OBJECT, START_ARRAY -> addNested(in, depth);
      default -> throw new MalformedException("a value is missing after " + in.name());
    }
  }

  private void addNested(JsonInput in, int depth) throws MalformedException {
    if (kinds.contains(Kind.OPAQUE) || depth == MOST_DEPTH) {
      kinds.add(Kind.OPAQUE);
      in.skip();
    } else if (in.token() == JsonToken.START_OBJECT) {
      kinds.add(Kind.OBJECT);
      addObject(in, depth);
    } else {
      kinds.add(Kind.LIST);
      addList(in, depth);
    }
  }

  private void addObject(JsonInput in, int depth) throws MalformedException {
    while (in.nextField()) {
      Shape field = fields.get(in.name());
      if (field == null && budget.left > 0) {
        budget.left--;
        field = newField(in.name());
      }
      if (field == null) {
        kinds.add(Kind.OPAQUE);
        in.skip();
      } else {
        field.add(in, depth + 1);
      }
    }
  }

  private void addList(JsonInput in, int depth) throws MalformedException {
    if (elements == null) {
      elements = new Shape(budget);
    }
    while (in.next() != JsonToken.END_ARRAY) {
      elements.add(in, depth + 1);
    }
  }

  /** The row type, its field ids in order. */
  Types.StructType rowType() {
    return SchemaUnion.renumbered(struct());
  }

  private Types.StructType struct() {
    List<Types.NestedField> typed = new ArrayList<>();
    fields.forEach(
        (name, shape) ->
            shape
                .type()
                .ifPresent(
                    type -> typed.add(Types.NestedField.optional(typed.size() + 1, name, type))));
    return Types.StructType.of(typed);
  }

  private Optional<Type> type() {
    if (kinds.isEmpty()) {
      return Optional.empty();
    }
    if (isOnly(Kind.OBJECT)) {
      Types.StructType struct = struct();
      return struct.fields().isEmpty() ? Optional.empty() : Optional.of(struct);
    }
    return Optional.of(isOnly(Kind.LIST) ? list() : primitive());
  }

  private Type list() {
    return Types.ListType.ofOptional(1, elements.type().orElse(Types.StringType.get()));
  }

  private Type primitive() {
    if (isOnly(Kind.BOOLEAN)) {
      return Types.BooleanType.get();
    }
    if (isOnly(Kind.SMALL, Kind.LONG)) {
      return Types.LongType.get();
    }
    if (isOnly(Kind.SMALL, Kind.LONG, Kind.DIGITS)) {
      return Types.DecimalType.of(Numbers.MOST_DIGITS, 0);
    }
    return isOnly(Kind.SMALL, Kind.DOUBLE) ? Types.DoubleType.get() : Types.StringType.get();
  }

  private boolean isOnly(Kind first, Kind... others) {
    return EnumSet.of(first, others).containsAll(kinds);
  }
}
