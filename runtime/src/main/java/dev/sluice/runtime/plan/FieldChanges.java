// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.plan;

import dev.sluice.core.schema.Conflicts;
import dev.sluice.decoders.SchemaUnion;
import dev.sluice.runtime.plan.SchemaImpact.Change;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/**
 * What a new schema does to files: their columns are the union of their rows', so each file has
 * those of the records in it.
 */
final class FieldChanges {
  private final List<Change> changes = new ArrayList<>();

  private final boolean table;

  private FieldChanges(boolean table) {
    this.table = table;
  }

  /** The changes of columns, those in structs under names with dots. */
  static List<Change> between(Types.StructType before, Types.StructType after) {
    FieldChanges fields = new FieldChanges(false);
    fields.compare("", before, after);
    return List.copyOf(fields.changes);
  }

  /** The same of a table of Iceberg, whose columns hold the rows of all its files. */
  static List<Change> ofTable(Types.StructType before, Types.StructType after) {
    FieldChanges fields = new FieldChanges(true);
    fields.compare("", before, after);
    return List.copyOf(fields.changes);
  }

  private void compare(String prefix, Types.StructType before, Types.StructType after) {
    for (Types.NestedField field : after.fields()) {
      Types.NestedField old = before.field(field.name());
      String name = prefix + field.name();
      if (old == null) {
        changes.add(new Change(name, "add", field.type().toString()));
      } else if (old.type().isStructType() && field.type().isStructType()) {
        compare(name + ".", old.type().asStructType(), field.type().asStructType());
      } else {
        type(name, old.type(), field.type());
      }
    }
    for (Types.NestedField field : before.fields()) {
      if (after.field(field.name()) == null) {
        changes.add(
            new Change(prefix + field.name(), "keep", "new files lack it, and read as null"));
      }
    }
  }

  private void type(String name, Type before, Type after) {
    Type oldFirst = union(before, after);
    Type newFirst = union(after, before);
    if (!oldFirst.equals(newFirst)) {
      changes.add(
          new Change(
              name,
              "refuse",
              before
                  + " and "
                  + after
                  + " have no common type: where both are in one file, records"
                  + " of the newer schema are rejected"));
    } else if (table && !grows(union(before, before), oldFirst)) {
      changes.add(
          new Change(
              name,
              "refuse",
              "a column of Iceberg of type "
                  + before
                  + " cannot become "
                  + oldFirst
                  + ": records whose values need it are rejected, or as type.conflicts says"));
    } else if (!oldFirst.equals(union(before, before))) {
      changes.add(new Change(name, "widen", before + " to " + oldFirst));
    }
  }

  /** Whether a column is of the wider type already, or Iceberg lets it become so. */
  private static boolean grows(Type column, Type wider) {
    if (column.isListType() && wider.isListType()) {
      return grows(column.asListType().elementType(), wider.asListType().elementType());
    }
    if (column.isMapType() && wider.isMapType()) {
      return grows(column.asMapType().valueType(), wider.asMapType().valueType());
    }
    return column.equals(wider)
        || (wider.isPrimitiveType() && TypeUtil.isPromotionAllowed(column, wider.asPrimitiveType()))
        || (column.isStructType() && wider.isStructType());
  }

  /** What a file's column is for rows of both; of two without a common type the first stays. */
  private static Type union(Type first, Type second) {
    return SchemaUnion.of(List.of(row(first), row(second)), Conflicts.WIDEN).fields().get(0).type();
  }

  private static Types.StructType row(Type type) {
    return Types.StructType.of(Types.NestedField.optional(1, "f", type));
  }
}
