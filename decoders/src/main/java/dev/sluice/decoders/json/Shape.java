// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
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
 * <p>So it is where columns widen. Else the first value of the batch decides, and the last two
 * rules do not hold: what does not go with it has a column of its own, or none.
 *
 * <p>What was never more than null has no type, and neither has an object without such a field. The
 * list whose elements are unknown is one of strings.
 */
final class Shape {
  /** Columns of a row; and fields of all objects inside a row taken together. */
  static final int MOST_FIELDS = 1000;

  private static final int MOST_DEPTH = 32;

  private final Budget budget;
  private final Conflicts conflicts;
  private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
  private final Map<String, Shape> fields = new LinkedHashMap<>();
  private Shape elements;

  private Kind first;

  private Shape(Budget budget, Conflicts conflicts) {
    this.budget = budget;
    this.conflicts = conflicts;
  }

  /** Bounds what a batch whose objects have data for names may cost in columns. */
  private static final class Budget {
    private int left = MOST_FIELDS;
  }

  /** The shape of a row. */
  static Shape ofRow(Conflicts conflicts) {
    return new Shape(new Budget(), conflicts);
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
    Shape field = new Shape(budget, conflicts);
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
      case VALUE_TRUE, VALUE_FALSE -> seen(Kind.BOOLEAN);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> seen(in.numberKind());
      case VALUE_STRING -> seen(Kind.STRING);
      case START_OBJECT, START_ARRAY -> addNested(in, depth);
      default -> throw new MalformedException("a value is missing after " + in.name());
    }
  }

  private void seen(Kind kind) {
    first = first == null ? kind : first;
    kinds.add(kind);
  }

  private void addNested(JsonInput in, int depth) throws MalformedException {
    if (kinds.contains(Kind.OPAQUE) || depth == MOST_DEPTH) {
      seen(Kind.OPAQUE);
      in.skip();
    } else if (in.token() == JsonToken.START_OBJECT) {
      seen(Kind.OBJECT);
      addObject(in, depth);
    } else {
      seen(Kind.LIST);
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
        seen(Kind.OPAQUE);
        in.skip();
      } else {
        field.add(in, depth + 1);
      }
    }
  }

  private void addList(JsonInput in, int depth) throws MalformedException {
    if (elements == null) {
      // Elements have no columns beside them, so text holds what has nothing else in common.
      elements =
          new Shape(budget, conflicts == Conflicts.REJECT ? Conflicts.REJECT : Conflicts.WIDEN);
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
    Map<String, Type> typed = new LinkedHashMap<>();
    fields.forEach((name, shape) -> shape.type().ifPresent(type -> typed.put(name, type)));
    fields.forEach((name, shape) -> shape.addOwn(name, typed));
    List<Types.NestedField> columns = new ArrayList<>();
    typed.forEach(
        (name, type) -> columns.add(Types.NestedField.optional(columns.size() + 1, name, type)));
    return Types.StructType.of(columns);
  }

  /** Adds the columns for values that do not go with the field's own. */
  private void addOwn(String name, Map<String, Type> typed) {
    if (conflicts != Conflicts.NEW_COLUMN || isWhole()) {
      return;
    }
    for (Set<Kind> others : apart()) {
      type(others)
          .ifPresent(
              type -> typed.putIfAbsent(Conflicts.ownColumn(name, type), Conflicts.ownType(type)));
    }
  }

  /** Whether one type holds everything that was seen, without being the text of it. */
  private boolean isWhole() {
    return kinds.size() < 2
        || isOnly(kinds, Kind.SMALL, Kind.LONG, Kind.DIGITS)
        || isOnly(kinds, Kind.SMALL, Kind.DOUBLE)
        || kinds.contains(Kind.OPAQUE);
  }

  /** The kinds that have no common type with the first one, each with those it has one with. */
  private List<Set<Kind>> apart() {
    List<Set<Kind>> groups = new ArrayList<>();
    Set<Kind> left = EnumSet.copyOf(kinds);
    left.removeAll(withFirst());
    while (!left.isEmpty()) {
      Set<Kind> group = group(left.iterator().next(), left);
      left.removeAll(group);
      groups.add(group);
    }
    return groups;
  }

  private Set<Kind> withFirst() {
    boolean large = kinds.contains(Kind.LONG) || kinds.contains(Kind.DIGITS);
    return first == Kind.DOUBLE || (first == Kind.SMALL && !large)
        ? retained(kinds, EnumSet.of(Kind.SMALL, Kind.DOUBLE), first)
        : group(first, kinds);
  }

  private static Set<Kind> retained(Set<Kind> from, Set<Kind> wanted, Kind sure) {
    Set<Kind> kept = EnumSet.copyOf(wanted);
    kept.retainAll(from);
    kept.add(sure);
    return kept;
  }

  private static Set<Kind> group(Kind kind, Set<Kind> from) {
    return switch (kind) {
      case SMALL, LONG, DIGITS ->
          retained(from, EnumSet.of(Kind.SMALL, Kind.LONG, Kind.DIGITS), kind);
      case BOOLEAN, DOUBLE, STRING, OBJECT, LIST, OPAQUE -> EnumSet.of(kind);
    };
  }

  private Optional<Type> type() {
    if (conflicts == Conflicts.WIDEN || kinds.isEmpty() || kinds.contains(Kind.OPAQUE)) {
      return type(kinds);
    }
    return type(conflicts == Conflicts.REJECT ? asFirst() : withFirst());
  }

  /** The first kind alone: all the others are rejected. */
  private Set<Kind> asFirst() {
    return first == Kind.SMALL ? retained(kinds, EnumSet.of(Kind.LONG), first) : EnumSet.of(first);
  }

  private Optional<Type> type(Set<Kind> kinds) {
    if (kinds.isEmpty()) {
      return Optional.empty();
    }
    if (isOnly(kinds, Kind.OBJECT)) {
      Types.StructType struct = struct();
      return struct.fields().isEmpty() ? Optional.empty() : Optional.of(struct);
    }
    return Optional.of(isOnly(kinds, Kind.LIST) ? list() : primitive(kinds));
  }

  private Type list() {
    return Types.ListType.ofOptional(1, elements.type().orElse(Types.StringType.get()));
  }

  private static Type primitive(Set<Kind> kinds) {
    if (isOnly(kinds, Kind.BOOLEAN)) {
      return Types.BooleanType.get();
    }
    if (isOnly(kinds, Kind.SMALL, Kind.LONG)) {
      return Types.LongType.get();
    }
    if (isOnly(kinds, Kind.SMALL, Kind.LONG, Kind.DIGITS)) {
      return Types.DecimalType.of(Numbers.MOST_DIGITS, 0);
    }
    return isOnly(kinds, Kind.SMALL, Kind.DOUBLE) ? Types.DoubleType.get() : Types.StringType.get();
  }

  private static boolean isOnly(Set<Kind> kinds, Kind first, Kind... others) {
    return EnumSet.of(first, others).containsAll(kinds);
  }
}
