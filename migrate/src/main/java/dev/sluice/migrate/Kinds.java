// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import dev.sluice.core.settings.Kind;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Kinds of values that peers' properties have. */
final class Kinds {
  /** Below zero means never, or unlimited. */
  static final Kind<Long> NUMBER = new Kind<>("a whole number", Kinds::number, List.of());

  private static final Pattern FIELDS = Pattern.compile("[^.,\\s]+(\\.[^.,\\s]+)*");

  static final Kind<List<String>> FIELD_NAMES =
      new Kind<>("names of fields, comma-separated; dots lead inside", Kinds::fields, List.of());

  private Kinds() {}

  private static long number(String text) {
    try {
      return Long.parseLong(text.trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a whole number but was '" + text + "'", e);
    }
  }

  static Kind<Long> atLeast(long least) {
    return new Kind<>(
        "a whole number of at least " + least,
        text -> {
          if (number(text) < least) {
            throw new IllegalArgumentException(
                "must be at least " + least + " but was '" + text + "'");
          }
          return number(text);
        },
        List.of());
  }

  /** One of some words, in upper or lower case. */
  static Kind<String> word(String... words) {
    List<String> names = List.of(words);
    return new Kind<>(
        "one of " + String.join(", ", names),
        text ->
            names.stream()
                .filter(word -> word.equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "must be one of "
                                + String.join(", ", names)
                                + " but was '"
                                + text
                                + "'")),
        names);
  }

  private static List<String> fields(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    List<String> fields = List.of(text.trim().split("\\s*,\\s*", -1));
    for (String field : fields) {
      if (!FIELDS.matcher(field).matches()) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "must be names of fields but has '%s'", field));
      }
    }
    return fields;
  }
}
