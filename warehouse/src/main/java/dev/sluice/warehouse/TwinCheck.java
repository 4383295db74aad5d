// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.types.Types;

/**
 * A decoder that refuses rows with values in two fields whose names differ only in case: to a
 * database they are one column.
 */
record TwinCheck(Decoder decoder) implements Decoder {
  @Override
  public Types.StructType type(Gathered records) {
    return decoder.type(records);
  }

  @Override
  public Reader reader(ColumnBatch batch) {
    Reader reader = decoder.reader(batch);
    List<int[]> twins = twins(batch.type().fields());
    if (twins.isEmpty()) {
      return reader;
    }
    return (bytes, from, length) -> {
      Change change = reader.read(bytes, from, length);
      for (int[] pair : twins) {
        if (isThere(batch, pair[0]) && isThere(batch, pair[1])) {
          throw new MalformedException(
              "the fields "
                  + batch.type().fields().get(pair[0]).name()
                  + " and "
                  + batch.type().fields().get(pair[1]).name()
                  + " differ only in case, and are one column to the database");
        }
      }
      return change;
    };
  }

  private static List<int[]> twins(List<Types.NestedField> fields) {
    Map<String, Integer> seen = new HashMap<>();
    List<int[]> twins = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      Integer other = seen.put(fields.get(i).name().toLowerCase(Locale.ROOT), i);
      if (other != null) {
        twins.add(new int[] {other, i});
      }
    }
    return twins;
  }

  private static boolean isThere(ColumnBatch batch, int field) {
    int row = batch.rows();
    return batch.column(field).size() > row && !batch.column(field).isNull(row);
  }
}
