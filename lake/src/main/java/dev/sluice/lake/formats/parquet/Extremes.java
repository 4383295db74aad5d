// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import java.util.Arrays;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.api.Binary;

/** The least and the greatest of byte strings. */
final class Extremes {
  private final boolean signed;
  private byte[] least = new byte[32];
  private int leastLength;
  private byte[] greatest = new byte[32];
  private int greatestLength;
  private boolean any;

  /**
   * @param signed whether the strings are big-endian numbers of one length in two's complement;
   *     else they are compared by their unsigned bytes
   */
  Extremes(boolean signed) {
    this.signed = signed;
  }

  /** Takes {@code bytes[from, to)} into account. */
  void take(byte[] bytes, int from, int to) {
    if (!any || compare(bytes, from, to, least, leastLength) < 0) {
      least = copied(bytes, from, to, least);
      leastLength = to - from;
    }
    if (!any || compare(bytes, from, to, greatest, greatestLength) > 0) {
      greatest = copied(bytes, from, to, greatest);
      greatestLength = to - from;
    }
    any = true;
  }

  private int compare(byte[] bytes, int from, int to, byte[] other, int length) {
    return signed && bytes[from] < 0 != other[0] < 0
        ? Byte.compare(bytes[from], other[0])
        : Arrays.compareUnsigned(bytes, from, to, other, 0, length);
  }

  private static byte[] copied(byte[] bytes, int from, int to, byte[] into) {
    byte[] copy = into.length < to - from ? new byte[2 * (to - from)] : into;
    System.arraycopy(bytes, from, copy, 0, to - from);
    return copy;
  }

  /** Tells them, and forgets them. */
  void tell(Statistics<?> statistics) {
    statistics.updateStats(Binary.fromReusedByteArray(least, 0, leastLength));
    statistics.updateStats(Binary.fromReusedByteArray(greatest, 0, greatestLength));
    any = false;
  }
}
