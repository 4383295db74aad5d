// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.commit;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

/** The hash whose sum stands in every receipt: 64 bits of komihash over a value's wire bytes. */
public final class Checksum {
  private static final Hasher64 HASHER = Hashing.komihash5_0();

  private Checksum() {}

  /** Hash of one value; 0 for a null value. */
  public static long of(byte[] value) {
    return value == null ? 0 : HASHER.hashBytesToLong(value);
  }

  /** Hash of {@code length} bytes from {@code from} on. */
  public static long of(byte[] bytes, int from, int length) {
    return HASHER.hashBytesToLong(bytes, from, length);
  }
}
