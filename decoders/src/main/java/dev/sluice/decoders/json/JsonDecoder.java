// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import java.util.BitSet;
import org.apache.iceberg.types.Types;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Infers the row type in one pass over the records, and reads them in another. */
final class JsonDecoder implements Decoder {
  private static final Logger LOG = LoggerFactory.getLogger(JsonDecoder.class);

  @Override
  public Types.StructType type(Gathered records) {
    BitSet malformed = new BitSet();
    Shape shape = infer(records, malformed);
    // Half of a malformed record may have left its mark on the types, so they are found anew.
    return malformed.isEmpty() ? shape.rowType() : infer(records, malformed).rowType();
  }

  /**
   * @param malformed indexes of the records to leave out; takes those that turn out to be so
   */
  private static Shape infer(Gathered records, BitSet malformed) {
    Shape shape = Shape.ofRow();
    JsonInput in = new JsonInput();
    Gathered.Cursor cursor = records.cursor();
    for (int i = 0; cursor.next(); i++) {
      if (cursor.valueLength() >= 0 && !malformed.get(i)) {
        try {
          in.open(cursor.bytes(), cursor.valueAt(), cursor.valueLength());
          shape.addRow(in);
          in.end();
        } catch (MalformedException e) {
          LOG.debug("Left out; it is rejected when it is read", e);
          malformed.set(i);
        }
      }
    }
    return shape;
  }

  @Override
  public Reader reader(ColumnBatch batch) {
    return new JsonReader(new JsonInput(), new Fields(batch.type(), batch.root()));
  }

  /** Reads objects of the types that have been inferred from them. */
  private record JsonReader(JsonInput in, Fields fields) implements Reader {
    @Override
    public void read(byte[] bytes, int from, int length) throws MalformedException {
      boolean any;
      try {
        in.open(bytes, from, length);
        any = fields.run(in);
        in.end();
      } catch (MalformedException e) {
        // A malformed object has had no say in the types: its values may fail before its end does.
        in.open(bytes, from, length);
        in.skip();
        in.end();
        throw e;
      }
      if (!any) {
        throw new MalformedException("the object has no field with a value, so it makes no row");
      }
    }
  }
}
