// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import org.apache.iceberg.types.Types;

/**
 * Turns gathered wire bytes into rows. Not thread-safe; made for one pass over one {@link
 * Gathered}.
 */
public interface Decoder {
  /**
   * The type that holds every row of {@code records}: the union of their writer schemas, or what is
   * inferred from the values. Fields are matched by name; a field that some rows lack is optional.
   * Records that cannot be decoded are left out here and fail in {@link Reader#read}.
   *
   * @throws dev.sluice.core.failure.UnavailableException if a schema cannot be fetched now
   */
  Types.StructType type(Gathered records);

  /** A reader that appends to the columns of {@code batch}, whose type holds what is to be read. */
  Reader reader(ColumnBatch batch);

  /** Appends the values of one record to the columns of a batch. */
  interface Reader {
    /**
     * Reads the value in {@code bytes[from, from + length)}; the caller ends or abandons the row.
     *
     * @return what the record does
     * @throws MalformedException if the bytes are not a value of their schema; columns may hold
     *     parts of the row then
     */
    Change read(byte[] bytes, int from, int length) throws MalformedException;
  }
}
