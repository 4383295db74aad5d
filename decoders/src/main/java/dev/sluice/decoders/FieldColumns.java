// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
import java.util.HashSet;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Which columns of a struct the fields of one writer's struct go to. */
public final class FieldColumns {
  private final Types.StructType columns;
  private final Conflicts conflicts;
  private final Set<String> taken = new HashSet<>();

  public FieldColumns(Types.StructType columns, Conflicts conflicts) {
    this.columns = columns;
    this.conflicts = conflicts;
  }

  /**
   * The column of a field; to be asked once for each.
   *
   * @param own the field's type by its writer's schema
   * @return null if nobody wants the field
   * @throws MalformedException if no column takes its values; with both types
   */
  public Types.NestedField of(String name, Type own) throws MalformedException {
    Types.NestedField usual = columns.field(name);
    if (usual == null) {
      return null;
    }
    if (conflicts.holds(usual.type(), own)) {
      return take(usual, name);
    }
    Types.NestedField odd = columns.field(Conflicts.ownColumn(name, own));
    if (conflicts == Conflicts.NEW_COLUMN && odd != null && conflicts.holds(odd.type(), own)) {
      return take(odd, name);
    }
    throw new MalformedException(
        "field " + name + " is " + own + ", which does not fit its column of type " + usual.type());
  }

  private Types.NestedField take(Types.NestedField column, String name) throws MalformedException {
    if (!taken.add(column.name())) {
      throw new MalformedException(
          "field "
              + name
              + " would go to the column "
              + column.name()
              + ", which the record has a field for");
    }
    return column;
  }
}
