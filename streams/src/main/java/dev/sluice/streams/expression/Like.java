// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

/** LIKE: % stands for any text, _ for any one character. */
final class Like {
  private Like() {}

  static boolean matches(String text, String pattern) {
    int[] points = text.codePoints().toArray();
    int[] wanted = pattern.codePoints().toArray();
    int at = 0;
    int p = 0;
    int star = -1;
    int resume = 0;
    while (at < points.length) {
      if (p < wanted.length && wanted[p] == '%') {
        star = p++;
        resume = at;
      } else if (p < wanted.length && (wanted[p] == '_' || wanted[p] == points[at])) {
        p++;
        at++;
      } else if (star >= 0) {
        p = star + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    while (p < wanted.length && wanted[p] == '%') {
      p++;
    }
    return p == wanted.length;
  }
}
