// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.plain;

import dev.sluice.core.gather.Gathered;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.WireFormat;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Values without fields: each is the one column {@code value}, as text or as bytes. */
public final class PlainFormat implements WireFormat {
  /** Name of the one column. */
  public static final String VALUE = "value";

  private final Check check;
  private final Type column;

  private PlainFormat(Type column, Check check) {
    this.column = column;
    this.check = check;
  }

  /** Values are text in UTF-8; others are rejected. */
  public static PlainFormat text() {
    return new PlainFormat(Types.StringType.get(), Check.UTF_8);
  }

  /** Values are bytes of any kind. */
  public static PlainFormat bytes() {
    return new PlainFormat(Types.BinaryType.get(), Check.NONE);
  }

  Type column() {
    return column;
  }

  Check check() {
    return check;
  }

  @Override
  public Decoder newDecoder() {
    Types.StructType row = Types.StructType.of(Types.NestedField.optional(1, VALUE, column));
    return new Decoder() {
      @Override
      public Types.StructType type(Gathered records) {
        return row;
      }

      @Override
      public Reader reader(ColumnBatch batch) {
        BytesColumn values = (BytesColumn) batch.column(0);
        return (bytes, from, length) -> {
          check.check(bytes, from, length);
          values.add(bytes, from, length);
          return Change.ROW;
        };
      }
    };
  }

  @Override
  public Peek newPeek(List<String> fields) {
    return new PlainPeek(this, fields);
  }
}
