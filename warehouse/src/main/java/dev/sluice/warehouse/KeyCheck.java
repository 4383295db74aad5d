// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import java.util.List;
import org.apache.iceberg.types.Types;

/** A decoder that refuses rows in which a key field is missing or null. */
record KeyCheck(Decoder decoder, List<String> key) implements Decoder {
  @Override
  public Types.StructType type(Gathered records) {
    return decoder.type(records);
  }

  @Override
  public Reader reader(ColumnBatch batch) {
    Reader reader = decoder.reader(batch);
    int[] fields = key.stream().mapToInt(name -> indexOf(batch, name)).toArray();
    return (bytes, from, length) -> {
      Change change = reader.read(bytes, from, length);
      if (change == Change.NOTHING) {
        return change;
      }
      for (int i = 0; i < fields.length; i++) {
        if (fields[i] < 0 || isAbsent(batch.column(fields[i]), batch.rows())) {
          throw new MalformedException(
              "the key field " + key.get(i) + " is missing or null, so no row can be found by it");
        }
      }
      return change;
    };
  }

  private static int indexOf(ColumnBatch batch, String name) {
    List<Types.NestedField> fields = batch.type().fields();
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isAbsent(Column column, int row) {
    return column.size() <= row || column.isNull(row);
  }
}
