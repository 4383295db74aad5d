// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.schema.CommonType;
import dev.sluice.core.schema.Conflicts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/** Types of files beside those of the table that they will be part of. */
final class TableTypes {
  /** Behind every number that a table gives. */
  private static final int OWN = 1 << 30;

  private TableTypes() {}

  /**
   * The columns that rows are decoded to: a file's own, with the table's types where these hold the
   * file's, or where there is no way from one to the other; then the rows that have a value there
   * do not fit, and go to the dead letters, or with {@link Conflicts#NEW_COLUMN} to a column of
   * their own. A file's type stays where the table can take it over.
   */
  static Types.StructType decoded(
      Types.StructType table, Types.StructType file, Conflicts conflicts) {
    AtomicInteger ids = new AtomicInteger(OWN);
    return numbered(struct(table, file, conflicts, ids), new AtomicInteger());
  }

  private static Types.StructType struct(
      Types.StructType table, Types.StructType file, Conflicts conflicts, AtomicInteger ids) {
    Map<String, Types.NestedField> fields = new LinkedHashMap<>();
    for (Types.NestedField field : file.fields()) {
      Types.NestedField there = table.field(field.name());
      Type type = there == null ? field.type() : type(there.type(), field.type(), conflicts, ids);
      boolean away =
          there != null
              && conflicts == Conflicts.NEW_COLUMN
              && !conflicts.holds(type, field.type());
      fields.put(field.name(), field(ids, field.name(), field.isOptional() || away, type));
      if (away) {
        String own = Conflicts.ownColumn(field.name(), field.type());
        Types.NestedField before = table.field(own);
        Type kind = Conflicts.ownType(field.type());
        fields.putIfAbsent(
            own,
            field(
                ids, own, true, before == null ? kind : type(before.type(), kind, conflicts, ids)));
      }
    }
    return Types.StructType.of(List.copyOf(fields.values()));
  }

  private static Type type(Type table, Type file, Conflicts conflicts, AtomicInteger ids) {
    if (table.isStructType() && file.isStructType()) {
      return struct(table.asStructType(), file.asStructType(), conflicts, ids);
    }
    if (table.isListType() && file.isListType()) {
      Type element =
          type(table.asListType().elementType(), file.asListType().elementType(), conflicts, ids);
      return file.asListType().isElementOptional()
          ? Types.ListType.ofOptional(ids.incrementAndGet(), element)
          : Types.ListType.ofRequired(ids.incrementAndGet(), element);
    }
    if (table.isMapType()
        && file.isMapType()
        && table.asMapType().keyType().equals(file.asMapType().keyType())) {
      Type key = file.asMapType().keyType();
      Type value =
          type(table.asMapType().valueType(), file.asMapType().valueType(), conflicts, ids);
      return file.asMapType().isValueOptional()
          ? Types.MapType.ofOptional(ids.incrementAndGet(), ids.incrementAndGet(), key, value)
          : Types.MapType.ofRequired(ids.incrementAndGet(), ids.incrementAndGet(), key, value);
    }
    return conflicts != Conflicts.REJECT && promotes(table, file) ? file : table;
  }

  /** Whether a column of a table can become one of a wider type, by Iceberg's rules. */
  static boolean promotes(Type table, Type file) {
    return file.isPrimitiveType()
        && !table.equals(file)
        && TypeUtil.isPromotionAllowed(table, file.asPrimitiveType())
        && CommonType.of(table, file).filter(file::equals).isPresent();
  }

  /**
   * Whether a table has every column of a file, in a type that holds the file's.
   *
   * @throws UnavailableException if a column of the table can never hold a file's, so that the file
   *     has to be decoded anew
   */
  static boolean covers(Type table, Type file) {
    if (table.isStructType() && file.isStructType()) {
      boolean all = true;
      for (Types.NestedField field : file.asStructType().fields()) {
        Types.NestedField there = table.asStructType().field(field.name());
        all &= there != null && covers(there.type(), field.type());
      }
      return all;
    }
    if (table.isListType() && file.isListType()) {
      return covers(table.asListType().elementType(), file.asListType().elementType());
    }
    if (table.isMapType() && file.isMapType()) {
      return covers(table.asMapType().keyType(), file.asMapType().keyType())
          && covers(table.asMapType().valueType(), file.asMapType().valueType());
    }
    if (table.equals(file) || promotes(file, table)) {
      return true;
    }
    if (promotes(table, file)) {
      return false;
    }
    throw new UnavailableException(
        "A column of the table is " + table + " by now, and rows for it were decoded as " + file,
        null);
  }

  /**
   * Checks that a file has a value in each row where the table must have one; only tables that
   * somebody else has made must.
   *
   * @throws RefusedException with the column, if it may be without
   */
  static void requireValues(Types.StructType table, Types.StructType file) {
    requireValues("", table, file);
  }

  private static void requireValues(String prefix, Types.StructType table, Types.StructType file) {
    for (Types.NestedField column : table.fields()) {
      Types.NestedField field = file.field(column.name());
      if (column.isRequired() && (field == null || field.isOptional())) {
        throw new RefusedException(
            "column "
                + prefix
                + column.name()
                + " of the table must have a value, and records "
                + (field == null ? "do not have it" : "may be without")
                + "; let it be null (ALTER TABLE ... ALTER COLUMN "
                + prefix
                + column.name()
                + " DROP NOT NULL)");
      }
      if (field != null && column.type().isStructType() && field.type().isStructType()) {
        requireValues(
            prefix + column.name() + ".",
            column.type().asStructType(),
            field.type().asStructType());
      }
    }
  }

  private static Types.NestedField field(
      AtomicInteger ids, String name, boolean optional, Type type) {
    int id = ids.incrementAndGet();
    return optional
        ? Types.NestedField.optional(id, name, type)
        : Types.NestedField.required(id, name, type);
  }

  /** The same columns, none of which must have a value, numbered afresh. */
  static Types.StructType optional(Types.StructType struct) {
    return (Types.StructType) changed(struct, null, true, new AtomicInteger());
  }

  private static Types.StructType numbered(Types.StructType struct, AtomicInteger ids) {
    return (Types.StructType) changed(struct, null, false, ids);
  }

  /** The same columns with the numbers that a table has for their names. */
  static Types.StructType numbered(Types.StructType file, Types.StructType table) {
    return (Types.StructType) changed(file, table, false, new AtomicInteger(OWN));
  }

  /**
   * @param table whose numbers are taken; null for new ones
   */
  private static Type changed(Type type, Type table, boolean optional, AtomicInteger ids) {
    return switch (type.typeId()) {
      case STRUCT -> {
        List<Types.NestedField> fields = new ArrayList<>();
        for (Types.NestedField field : type.asStructType().fields()) {
          Optional<Types.NestedField> there =
              Optional.ofNullable(table)
                  .filter(Type::isStructType)
                  .map(struct -> struct.asStructType().field(field.name()));
          int id = there.map(Types.NestedField::fieldId).orElseGet(ids::incrementAndGet);
          Type inner =
              changed(field.type(), there.map(Types.NestedField::type).orElse(null), optional, ids);
          fields.add(
              optional || field.isOptional()
                  ? Types.NestedField.optional(id, field.name(), inner)
                  : Types.NestedField.required(id, field.name(), inner));
        }
        yield Types.StructType.of(fields);
      }
      case LIST -> {
        Types.ListType list = type.asListType();
        Types.ListType there = table != null && table.isListType() ? table.asListType() : null;
        int id = there == null ? ids.incrementAndGet() : there.elementId();
        Type element =
            changed(list.elementType(), there == null ? null : there.elementType(), optional, ids);
        yield optional || list.isElementOptional()
            ? Types.ListType.ofOptional(id, element)
            : Types.ListType.ofRequired(id, element);
      }
      case MAP -> {
        Types.MapType map = type.asMapType();
        Types.MapType there = table != null && table.isMapType() ? table.asMapType() : null;
        int key = there == null ? ids.incrementAndGet() : there.keyId();
        int value = there == null ? ids.incrementAndGet() : there.valueId();
        Type keys = changed(map.keyType(), there == null ? null : there.keyType(), false, ids);
        Type values =
            changed(map.valueType(), there == null ? null : there.valueType(), optional, ids);
        yield optional || map.isValueOptional()
            ? Types.MapType.ofOptional(key, value, keys, values)
            : Types.MapType.ofRequired(key, value, keys, values);
      }
      default -> type;
    };
  }
}
