// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.StructColumn;
import dev.sluice.decoders.FieldColumns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Types;

/** Appends the fields of objects to the columns of a struct, by name. */
final class Fields {
  private final Map<String, Fill> byName;
  private final boolean all;

  /**
   * @param all whether an object may have no other fields with values
   */
  private Fields(Map<String, Fill> byName, boolean all) {
    this.byName = byName;
    this.all = all;
  }

  /** Some fields of objects that have others. */
  static Fields only(Map<String, Fill> byName) {
    return new Fields(byName, false);
  }

  /** Fields that have the types of their columns, or such as the policy on conflicts allows. */
  static Fields of(Types.StructType type, StructColumn columns, Conflicts conflicts) {
    return of(Declared.NOTHING, type, columns, conflicts);
  }

  /** Fields of one schema's objects, and what it does not declare. */
  static Fields of(
      Declared declared, Types.StructType type, StructColumn columns, Conflicts conflicts) {
    Map<String, Fill> byName = new HashMap<>();
    FieldColumns places = new FieldColumns(type, conflicts);
    for (Declared.Field field : declared.fields()) {
      byName.put(field.name(), declared(field, places, type, columns, conflicts));
    }
    List<Types.NestedField> fields = type.fields();
    for (int i = 0; i < fields.size(); i++) {
      Types.NestedField field = fields.get(i);
      if (!byName.containsKey(field.name())) {
        byName.put(
            field.name(),
            conflicts == Conflicts.WIDEN
                ? Fills.of(field.type(), columns.child(i))
                : Fitting.of(field, type, columns, conflicts));
      }
    }
    return new Fields(byName, true);
  }

  private static Fill declared(
      Declared.Field field,
      FieldColumns places,
      Types.StructType type,
      StructColumn columns,
      Conflicts conflicts) {
    try {
      Types.NestedField target = places.of(field.name(), field.value().type());
      return target == null
          ? null
          : Fills.of(
              field.value(),
              target.type(),
              columns.child(type.fields().indexOf(target)),
              conflicts);
    } catch (MalformedException e) {
      return new Fills.Refused(e.getMessage());
    }
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  /**
   * Reads an object from its opening brace to its closing one. Columns of fields that it lacks are
   * left as they are.
   *
   * @return whether a field is more than null
   */
  boolean run(JsonInput in) throws MalformedException {
    boolean any = false;
    while (in.nextField()) {
      Fill fill = byName.get(in.name());
      if (fill != null) {
        any |= fill.run(in);
      } else if (all) {
        leaveOut(in);
      } else {
        in.skip();
      }
    }
    return any;
  }

  private static void leaveOut(JsonInput in) throws MalformedException {
    String name = in.name();
    Shape.requireName(name);
    if (!in.skipIfNothing()) {
      throw new MalformedException(
          "field "
              + name
              + " has no column: a table takes "
              + Shape.MOST_FIELDS
              + " fields at once");
    }
  }
}
