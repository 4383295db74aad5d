// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.gather.Gathered;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.lake.formats.FileFormat;
import dev.sluice.lake.formats.Limit;
import org.apache.iceberg.types.Types;

/**
 * Rejects records that the files' format cannot hold, as if they could not be decoded: what would
 * be written as something else goes to the dead letters instead.
 */
record LimitedDecoder(Decoder decoder, FileFormat format) implements Decoder {
  @Override
  public Types.StructType type(Gathered records) {
    return decoder.type(records);
  }

  @Override
  public Reader reader(ColumnBatch batch) {
    Reader reader = decoder.reader(batch);
    Limit limit = format.limit(batch.type());
    if (limit == Limit.NONE) {
      return reader;
    }
    return (bytes, from, length) -> {
      Change change = reader.read(bytes, from, length);
      if (change != Change.NOTHING) {
        limit.check(batch.root(), batch.rows());
      }
      return change;
    };
  }
}
