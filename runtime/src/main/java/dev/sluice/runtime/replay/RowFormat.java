// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.replay;

import dev.sluice.core.gather.Gathered;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.lake.formats.parquet.ParquetRows;
import java.util.List;
import org.apache.iceberg.types.Types;

/**
 * Records that stand for rows of Parquet files, one for one and in their order: what their bytes
 * are does not matter. For one thread.
 */
final class RowFormat implements WireFormat {
  private ParquetRows rows;

  /** Says of which rows the next records tell. */
  void of(ParquetRows next) {
    rows = next;
  }

  @Override
  public Decoder newDecoder() {
    return new RowDecoder(rows);
  }

  @Override
  public Peek newPeek(List<String> fields) {
    throw new UnsupportedOperationException("rows of a lake are not routed");
  }

  private record RowDecoder(ParquetRows rows) implements Decoder {
    @Override
    public Types.StructType type(Gathered records) {
      return rows.type();
    }

    @Override
    public Reader reader(ColumnBatch batch) {
      ParquetRows.Reader reader = rows.reader(batch);
      return (bytes, from, length) -> {
        reader.read();
        return Change.ROW;
      };
    }
  }
}
