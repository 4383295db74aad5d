// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

/** Which kind of number {@code bytes[from, to)} is. */
final class Numbers {
  /** Digits of the widest decimal. */
  static final int MOST_DIGITS = 38;

  /** Without an exponent, no shorter text leaves the range of a double. */
  private static final int SURELY_IN_RANGE = 300;

  private Numbers() {}

  static Kind wholeKind(byte[] bytes, int from, int to) {
    if (JsonText.isLong(bytes, from, to)) {
      return isExactAsDouble(JsonText.longValue(bytes, from, to)) ? Kind.SMALL : Kind.LONG;
    }
    int digits = to - from - (bytes[from] == '-' ? 1 : 0);
    return digits <= MOST_DIGITS ? Kind.DIGITS : Kind.OPAQUE;
  }

  private static boolean isExactAsDouble(long value) {
    // The greatest long is no double, but the nearest double comes back as it.
    return (long) (double) value == value && value != Long.MAX_VALUE;
  }

  static Kind fractionKind(byte[] bytes, int from, int to) {
    int exponent = exponentAt(bytes, from, to);
    if (exponent == to && to - from <= SURELY_IN_RANGE) {
      return Kind.DOUBLE;
    }
    double value = JsonText.doubleValue(bytes, from, to);
    boolean lost = Double.isInfinite(value) || (value == 0 && !isZero(bytes, from, exponent));
    return lost ? Kind.OPAQUE : Kind.DOUBLE;
  }

  /** The end if there is none. */
  private static int exponentAt(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && (bytes[at] | 0x20) != 'e') {
      at++;
    }
    return at;
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] >= '1' && bytes[i] <= '9') {
        return false;
      }
    }
    return true;
  }
}
