// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders;

import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.StructColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Where a field is in a row: its name, after those of the structs around it.
 *
 * @param names from the outermost to the field's own
 */
public record FieldPath(List<String> names) {
  /**
   * Finds a field by what a user calls it: its name, or names with dots in between. A name that
   * contains a dot itself comes first.
   *
   * @return empty if the row has no such field
   */
  public static Optional<FieldPath> in(Types.StructType row, String text) {
    if (row.field(text) != null) {
      return Optional.of(new FieldPath(List.of(text)));
    }
    int dot = text.indexOf('.');
    if (dot < 0
        || row.field(text.substring(0, dot)) == null
        || !row.fieldType(text.substring(0, dot)).isStructType()) {
      return Optional.empty();
    }
    String outer = text.substring(0, dot);
    return in(row.fieldType(outer).asStructType(), text.substring(dot + 1))
        .map(
            inner -> {
              List<String> names = new ArrayList<>(List.of(outer));
              names.addAll(inner.names);
              return new FieldPath(names);
            });
  }

  /** The row with the fields of some paths alone. */
  public static Types.StructType prune(Types.StructType row, List<FieldPath> paths) {
    List<Types.NestedField> kept = new ArrayList<>();
    for (Types.NestedField field : row.fields()) {
      List<FieldPath> here =
          paths.stream().filter(path -> path.names.get(0).equals(field.name())).toList();
      if (here.stream().anyMatch(path -> path.names.size() == 1)) {
        kept.add(field);
      } else if (!here.isEmpty()) {
        List<FieldPath> below =
            here.stream()
                .map(path -> new FieldPath(path.names.subList(1, path.names.size())))
                .toList();
        kept.add(with(field, prune(field.type().asStructType(), below)));
      }
    }
    return Types.StructType.of(kept);
  }

  private static Types.NestedField with(Types.NestedField field, Type type) {
    return field.isOptional()
        ? Types.NestedField.optional(field.fieldId(), field.name(), type)
        : Types.NestedField.required(field.fieldId(), field.name(), type);
  }

  /** The field's type in a row that has it. */
  public Type type(Types.StructType row) {
    Type type = row;
    for (String name : names) {
      type = type.asStructType().fieldType(name);
    }
    return type;
  }

  /** The field's column in a batch of rows that have it. */
  public Column column(ColumnBatch batch) {
    Types.StructType type = batch.type();
    Column column = batch.root();
    for (String name : names) {
      Types.NestedField field = type.field(name);
      column = ((StructColumn) column).child(type.fields().indexOf(field));
      type = field.type().isStructType() ? field.type().asStructType() : type;
    }
    return column;
  }
}
