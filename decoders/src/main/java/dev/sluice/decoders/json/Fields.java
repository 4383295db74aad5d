// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.StructColumn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Types;

/** Appends the fields of objects to the columns of a struct, by name. */
final class Fields {
  private final Map<String, Fill> byName = new HashMap<>();

  Fields(Types.StructType type, StructColumn columns) {
    List<Types.NestedField> fields = type.fields();
    for (int i = 0; i < fields.size(); i++) {
      byName.put(fields.get(i).name(), Fills.of(fields.get(i).type(), columns.child(i)));
    }
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
      } else {
        leaveOut(in);
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
