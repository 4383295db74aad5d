// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import dev.sluice.core.gather.Gathered;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.WireFormat;
import java.util.List;
import org.apache.iceberg.types.Types;

/** Reads values into columns that the table has, or can take. */
record TableWire(WireFormat wire, IcebergTable table, Conflicts conflicts) implements WireFormat {
  @Override
  public Decoder newDecoder() {
    Decoder decoder = wire.newDecoder();
    return new Decoder() {
      @Override
      public Types.StructType type(Gathered records) {
        return TableTypes.decoded(table.columns(), decoder.type(records), conflicts);
      }

      @Override
      public Reader reader(ColumnBatch batch) {
        return decoder.reader(batch);
      }
    };
  }

  @Override
  public Peek newPeek(List<String> fields) {
    return wire.newPeek(fields);
  }

  @Override
  public String schemaName(byte[] value) {
    return wire.schemaName(value);
  }
}
