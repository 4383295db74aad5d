// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

/**
 * Patterns of Joda-Time as those of java.time, which spell some fields with other letters: in Joda
 * {@code YYYY} is the year, in java.time it is the year that the week belongs to.
 */
final class JodaPattern {
  private static final String ALIKE = "GwDMdEaKhHkmsSze";
  private static final String RESERVED = "[]{}#";

  private JodaPattern() {}

  /**
   * Translates a pattern; text in quotes stays as it is.
   *
   * @throws IllegalArgumentException for a letter that has no equal
   */
  static String toJava(String joda) {
    StringBuilder java = new StringBuilder();
    int at = 0;
    while (at < joda.length()) {
      int end = end(joda, at);
      java.append(translated(joda.substring(at, end)));
      at = end;
    }
    return java.toString();
  }

  /** Where a quoted text, or a run of one letter, ends. */
  private static int end(String joda, int from) {
    char first = joda.charAt(from);
    if (first == '\'') {
      int close = joda.indexOf('\'', from + 1);
      if (close < 0) {
        throw new IllegalArgumentException("a quote is not closed");
      }
      return close + 1;
    }
    int end = from + 1;
    while (isLetter(first) && end < joda.length() && joda.charAt(end) == first) {
      end++;
    }
    return end;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static String translated(String run) {
    char letter = run.charAt(0);
    if (!isLetter(letter)) {
      return RESERVED.indexOf(letter) < 0 ? run : "'" + run + "'";
    }
    if (ALIKE.indexOf(letter) >= 0) {
      return run;
    }
    return switch (letter) {
      case 'Y', 'y' -> "u".repeat(run.length());
      case 'x' -> "Y".repeat(run.length());
      case 'Z' -> run.length() == 1 ? "xx" : run.length() == 2 ? "xxx" : "VV";
      default ->
          throw new IllegalArgumentException(
              "the letter " + letter + " of Joda-Time's patterns has no equal here");
    };
  }
}
