// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;

/** What becomes of records that have no value. */
public interface Tombstones {
  /** They go to the dead letters. */
  Tombstones REJECT =
      batch ->
          record -> {
            throw new MalformedException(
                "the record has no value (a tombstone), and this table takes rows only");
          };

  /** They are counted, and that is all. */
  Tombstones IGNORE = batch -> record -> Change.NOTHING;

  /** What reads them into the columns of a batch. */
  Reader reader(ColumnBatch batch);

  /** Appends what is known of one record without a value. */
  interface Reader {
    /**
     * Reads the record that the cursor stands at; the caller ends or abandons the row.
     *
     * @throws MalformedException if it is to be rejected
     */
    Change read(Gathered.Cursor record) throws MalformedException;
  }
}
