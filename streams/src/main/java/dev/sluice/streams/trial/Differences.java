// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.trial;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares what came out with what was expected: rows in any order, by the columns expected. */
final class Differences {
  private static final String NUMBER = "[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?";

  private Differences() {}

  static List<String> of(TrialFile.Case expected, Outcome actual) {
    List<String> differences = new ArrayList<>();
    List<Map<String, String>> unexpected = new ArrayList<>(actual.rows());
    for (Map<String, Optional<String>> row : expected.out()) {
      Optional<Map<String, String>> found =
          unexpected.stream().filter(other -> matches(row, other)).findFirst();
      if (found.isPresent()) {
        unexpected.remove(found.get());
      } else {
        differences.add("- row " + text(row));
      }
    }
    unexpected.forEach(row -> differences.add("+ row " + row));
    rejects(expected.rejects(), actual.rejects(), differences);
    return differences;
  }

  private static void rejects(
      List<String> expected, List<String> actual, List<String> differences) {
    for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
      boolean both = i < expected.size() && i < actual.size();
      if (both && actual.get(i).contains(expected.get(i))) {
        continue;
      }
      if (i < expected.size()) {
        differences.add("- reject " + expected.get(i));
      }
      if (i < actual.size()) {
        differences.add("+ reject " + actual.get(i));
      }
    }
  }

  private static String text(Map<String, Optional<String>> row) {
    List<String> parts = new ArrayList<>();
    row.forEach((name, value) -> parts.add(name + "=" + value.orElse("null")));
    return "{" + String.join(", ", parts) + "}";
  }

  private static boolean matches(Map<String, Optional<String>> expected, Map<String, String> row) {
    return expected.entrySet().stream()
        .allMatch(
            column ->
                row.containsKey(column.getKey())
                    && same(column.getValue(), row.get(column.getKey())));
  }

  /** Numbers by value, times with or without T and Z, all else by text. */
  private static boolean same(Optional<String> expected, String actual) {
    if (expected.isEmpty() || actual == null) {
      return expected.isEmpty() && actual == null;
    }
    if (expected.get().equals(actual)) {
      return true;
    }
    if (expected.get().matches(NUMBER) && actual.matches(NUMBER)) {
      return new BigDecimal(expected.get()).compareTo(new BigDecimal(actual)) == 0;
    }
    return time(expected.get()).equals(time(actual));
  }

  private static String time(String text) {
    return text.matches("\\d{4}-\\d{2}-\\d{2}[T ].*")
        ? text.replace('T', ' ').replaceFirst("(Z|\\+00(:00)?)$", "")
        : text;
  }
}
