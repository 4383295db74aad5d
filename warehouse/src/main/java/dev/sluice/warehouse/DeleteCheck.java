// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import org.apache.iceberg.types.Types;

/** A decoder whose deletes become what the table's settings say. */
record DeleteCheck(Decoder decoder, TableTarget target) implements Decoder {
  @Override
  public Types.StructType type(Gathered records) {
    return decoder.type(records);
  }

  @Override
  public Reader reader(ColumnBatch batch) {
    Reader reader = decoder.reader(batch);
    return (bytes, from, length) -> {
      Change change = reader.read(bytes, from, length);
      return change == Change.DELETE ? delete() : change;
    };
  }

  private Change delete() throws MalformedException {
    if (!target.upsert()) {
      return Change.ROW;
    }
    return switch (target.deletes()) {
      case APPLY -> Change.DELETE;
      case IGNORE -> Change.NOTHING;
      case REJECT ->
          throw new MalformedException(
              "the record deletes the row of its key, and deletes is reject: set deletes to apply to"
                  + " delete it, or to ignore to keep it");
    };
  }
}
