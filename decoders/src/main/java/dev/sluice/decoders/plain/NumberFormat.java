// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.plain;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.WireFormat;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Whole numbers in big-endian bytes, as Kafka's own serializers write keys: the one column {@code
 * value}.
 */
public final class NumberFormat implements WireFormat {
  private final Type column;
  private final int bytes;

  private NumberFormat(Type column, int bytes) {
    this.column = column;
    this.bytes = bytes;
  }

  /** Numbers of 4 bytes. */
  public static NumberFormat ofInts() {
    return new NumberFormat(Types.IntegerType.get(), Integer.BYTES);
  }

  /** Numbers of 8 bytes. */
  public static NumberFormat ofLongs() {
    return new NumberFormat(Types.LongType.get(), Long.BYTES);
  }

  @Override
  public Decoder newDecoder() {
    Types.StructType row =
        Types.StructType.of(Types.NestedField.optional(1, PlainFormat.VALUE, column));
    return new Decoder() {
      @Override
      public Types.StructType type(Gathered records) {
        return row;
      }

      @Override
      public Reader reader(ColumnBatch batch) {
        return (source, from, length) -> {
          if (length != bytes) {
            throw new MalformedException(
                "a number of " + bytes + " bytes was expected, and there are " + length);
          }
          ByteBuffer number = ByteBuffer.wrap(source, from, length);
          if (batch.column(0) instanceof IntColumn ints) {
            ints.add(number.getInt());
          } else {
            ((LongColumn) batch.column(0)).add(number.getLong());
          }
          return Change.ROW;
        };
      }
    };
  }

  @Override
  public Peek newPeek(List<String> fields) {
    throw new UnsupportedOperationException("no table is partitioned by its records' keys");
  }
}
