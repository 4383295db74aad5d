package dev.sluice.runtime.pipeline;

import java.util.Comparator;
import java.util.List;

/** Finds the known word that a mistyped one is most like. */
final class Nearest {
  private Nearest() {}

  static String to(String word, List<String> known) {
    return known.stream().min(Comparator.comparingInt(candidate -> distance(word, candidate))).orElse("");
  }

  /** Levenshtein distance. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(row[j - 1], above) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
