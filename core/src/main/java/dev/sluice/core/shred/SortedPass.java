// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import dev.sluice.core.gather.Gathered;
import java.io.IOException;

/**
 * Takes gathered records apart in sorted order, in two passes over their wire bytes: the first
 * keeps the sort keys alone, the second decodes the rows again, in their order. So all of a file is
 * sorted, whatever its format, in the memory of the keys and some 25 bytes a row, at the price of
 * decoding twice.
 */
final class SortedPass {
  private final Gathered records;
  private final Shredder.Pass pass;
  private final ColumnBatch batch;
  private final SortKeys keys;
  private final LongColumn places = new LongColumn();

  SortedPass(Gathered records, Shredder.Pass pass, SortOrder order, ColumnBatch batch) {
    this.records = records;
    this.pass = pass;
    this.batch = batch;
    this.keys = new SortKeys(order, batch);
  }

  /** Hands the rows over, and tells what became of the records that are none. */
  Shredded run(Shredder.BatchWriter writer) throws IOException {
    Gathered.Cursor cursor = records.cursor();
    readKeys(cursor);
    Shredded first = pass.ended();
    for (int row : keys.order()) {
      cursor.seek(places.get(row));
      pass.take(cursor);
      if (batch.isFull()) {
        Shredder.flush(batch, writer);
      }
    }
    if (!pass.ended().equals(first)) {
      throw new IllegalStateException(
          "records of " + records.source() + " were rows once and not a second time");
    }
    Shredder.flush(batch, writer);
    return first;
  }

  private void readKeys(Gathered.Cursor cursor) {
    while (cursor.next()) {
      int rows = batch.rows();
      pass.take(cursor);
      if (batch.rows() > rows) {
        places.add(cursor.place());
      }
      if (batch.isFull()) {
        endKeys();
      }
    }
    endKeys();
  }

  private void endKeys() {
    keys.addBatch();
    batch.clear();
  }
}
