// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.BytesColumn;
import java.nio.charset.StandardCharsets;

/** What the tokens of a {@link JsonScanner} stand for, read from their bytes. */
final class JsonText {
  private static final int SURELY_LONG = 18;

  /** Whole numbers up to here are doubles, and so are powers of ten up to {@link #POWERS}. */
  private static final long EXACT = 1L << 53;

  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private byte[] utf8 = new byte[256];

  static String ascii(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** Whether {@code bytes[from, to)}, a whole number, fits 64 bits. */
  static boolean isLong(byte[] bytes, int from, int to) {
    if (to - from <= SURELY_LONG) {
      return true;
    }
    try {
      Long.parseLong(ascii(bytes, from, to));
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /**
   * A whole number.
   *
   * @throws NumberFormatException if it does not fit 64 bits
   */
  static long longValue(byte[] bytes, int from, int to) {
    if (to - from > SURELY_LONG) {
      return Long.parseLong(ascii(bytes, from, to));
    }
    boolean negative = bytes[from] == '-';
    long value = 0;
    for (int i = negative ? from + 1 : from; i < to; i++) {
      value = value * 10 + bytes[i] - '0';
    }
    return negative ? -value : value;
  }

  /** The double nearest to a number. */
  static double doubleValue(byte[] bytes, int from, int to) {
    if (to - from > SURELY_LONG) {
      return Double.parseDouble(ascii(bytes, from, to));
    }
    boolean negative = bytes[from] == '-';
    long digits = 0;
    int point = to;
    for (int i = negative ? from + 1 : from; i < to; i++) {
      if (bytes[i] == '.') {
        point = i + 1;
      } else if (bytes[i] >= '0' && bytes[i] <= '9') {
        digits = digits * 10 + bytes[i] - '0';
      } else {
        return Double.parseDouble(ascii(bytes, from, to));
      }
    }
    if (digits > EXACT) {
      return Double.parseDouble(ascii(bytes, from, to));
    }
    // Both are exact, so the quotient is rounded once.
    double value = digits / POWERS[to - point];
    return negative ? -value : value;
  }

  /** A string with its escapes resolved; a lone surrogate stays one. */
  static String unescaped(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    int plain = from;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\\') {
        text.append(new String(bytes, plain, i - plain, StandardCharsets.UTF_8));
        text.append(escape(bytes, i + 1));
        i += bytes[i + 1] == 'u' ? 5 : 1;
        plain = i + 1;
      }
    }
    return text.append(new String(bytes, plain, to - plain, StandardCharsets.UTF_8)).toString();
  }

  /** What the escape whose letter is at {@code at} stands for. */
  private static char escape(byte[] bytes, int at) {
    return switch (bytes[at]) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) Integer.parseInt(ascii(bytes, at + 1, at + 5), 16);
      default -> (char) bytes[at];
    };
  }

  /** Appends a string with its escapes resolved, of which surrogates must come in pairs. */
  void addUnescaped(byte[] bytes, int from, int to, BytesColumn column) throws MalformedException {
    if (utf8.length < to - from) {
      // No escape is shorter than what it stands for.
      utf8 = new byte[2 * (to - from)];
    }
    int length = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] != '\\') {
        utf8[length++] = bytes[i];
        continue;
      }
      int code = escape(bytes, i + 1);
      i += bytes[i + 1] == 'u' ? 5 : 1;
      if (Character.isSurrogate((char) code)) {
        code = pair((char) code, bytes, i + 1, to);
        i += 6;
      }
      length = put(code, length);
    }
    column.add(utf8, 0, length);
  }

  private static int pair(char high, byte[] bytes, int at, int to) throws MalformedException {
    boolean escaped = at + 6 <= to && bytes[at] == '\\' && bytes[at + 1] == 'u';
    char low = escaped ? escape(bytes, at + 1) : 0;
    if (!Character.isSurrogatePair(high, low)) {
      throw new MalformedException("a string has half a surrogate pair, which is no character");
    }
    return Character.toCodePoint(high, low);
  }

  private int put(int code, int at) {
    if (code < 0x80) {
      utf8[at] = (byte) code;
      return at + 1;
    }
    int bytes = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    int left = code;
    for (int i = at + bytes - 1; i > at; i--) {
      utf8[i] = (byte) (0x80 | (left & 0x3F));
      left >>>= 6;
    }
    utf8[at] = (byte) ((0xF00 >>> bytes) | left);
    return at + bytes;
  }
}
