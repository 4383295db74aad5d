// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

/** Parquet's hybrid of runs of one value and of bit-packed groups of eight. */
final class Runs {
  private static final int GROUP = 8;

  private Runs() {}

  /** Bits that hold numbers up to {@code most}. */
  static int width(int most) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(most);
  }

  /**
   * Appends the first {@code count} values.
   *
   * @param width bits of each
   */
  static void put(int[] values, int count, int width, PageBytes out) {
    int packed = 0;
    int at = 0;
    while (at < count) {
      int end = runEnd(values, at, count);
      if (end - at >= GROUP) {
        putPacked(values, packed, at, width, out);
        putRun(values[at], end - at, width, out);
        at = end;
        packed = end;
      } else {
        at += GROUP;
      }
    }
    putPacked(values, packed, count, width, out);
  }

  private static int runEnd(int[] values, int from, int count) {
    int value = values[from];
    int end = from + 1;
    while (end < count && values[end] == value) {
      end++;
    }
    return end;
  }

  private static void putRun(int value, int length, int width, PageBytes out) {
    out.putVarint(length << 1);
    for (int bits = 0; bits < width; bits += Byte.SIZE) {
      out.putByte(value >>> bits);
    }
  }

  private static void putPacked(int[] values, int from, int to, int width, PageBytes out) {
    if (from < to) {
      out.putVarint(((to - from + GROUP - 1) / GROUP) << 1 | 1);
      out.putBits(values, from, to, width);
    }
  }
}
