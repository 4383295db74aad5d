// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import dev.sluice.core.failure.MalformedException;
import org.apache.iceberg.types.Type;

/**
 * A cursor that reads a few fields of one value at a time. Not thread-safe; holds the fields of the
 * value it read last.
 */
public interface Peek {
  /**
   * Reads the fields of {@code value}.
   *
   * @return what the record does; if that is nothing, it has no fields
   * @throws MalformedException if the value cannot be read, or its schema lacks one of the fields
   * @throws dev.sluice.core.failure.UnavailableException if its schema cannot be fetched now
   */
  Change read(byte[] value) throws MalformedException;

  /** The field's type; what it says decides which of the methods below holds the value. */
  Type type(int field);

  boolean isNull(int field);

  /** Integers, booleans (0 or 1), dates (days), times and timestamps (micro- or nanoseconds). */
  long asLong(int field);

  /** Strings, in {@link #bytes(int)} from here on. */
  int from(int field);

  int length(int field);

  byte[] bytes(int field);
}
