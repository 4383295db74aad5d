// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Which kind of number the current token of a parser is. */
final class Numbers {
  /** Digits of the widest decimal. */
  static final int MOST_DIGITS = 38;

  /** Without an exponent, no shorter text leaves the range of a double. */
  private static final int SURELY_IN_RANGE = 300;

  private Numbers() {}

  static Kind wholeKind(JsonParser parser) throws IOException {
    return switch (parser.getNumberType()) {
      case INT -> Kind.SMALL;
      case LONG -> isExactAsDouble(parser.getLongValue()) ? Kind.SMALL : Kind.LONG;
      default -> digits(parser) <= MOST_DIGITS ? Kind.DIGITS : Kind.OPAQUE;
    };
  }

  private static boolean isExactAsDouble(long value) {
    // The greatest long is no double, but the nearest double comes back as it.
    return (long) (double) value == value && value != Long.MAX_VALUE;
  }

  private static int digits(JsonParser parser) throws IOException {
    boolean signed = parser.getTextCharacters()[parser.getTextOffset()] == '-';
    return parser.getTextLength() - (signed ? 1 : 0);
  }

  static Kind fractionKind(JsonParser parser) throws IOException {
    String text = parser.getText();
    boolean exponent = text.indexOf('e') >= 0 || text.indexOf('E') >= 0;
    if (!exponent && text.length() <= SURELY_IN_RANGE) {
      return Kind.DOUBLE;
    }
    double value = parser.getDoubleValue();
    boolean lost = Double.isInfinite(value) || (value == 0 && !isZero(text));
    return lost ? Kind.OPAQUE : Kind.DOUBLE;
  }

  private static boolean isZero(String text) {
    for (int i = 0; i < text.length() && (text.charAt(i) | 0x20) != 'e'; i++) {
      if (text.charAt(i) >= '1' && text.charAt(i) <= '9') {
        return false;
      }
    }
    return true;
  }
}
