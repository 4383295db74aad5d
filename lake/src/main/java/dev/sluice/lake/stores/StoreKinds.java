// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

import dev.sluice.core.settings.Kind;
import java.util.List;

/** Kinds of values that settings of stores have beside those that every module's have. */
public final class StoreKinds {
  /** Texts of the form {@code key:value}. */
  public static final Kind<List<String>> PAIRS =
      new Kind<>("a list of key:value pairs, comma-separated", StoreKinds::pairs, List.of());

  private StoreKinds() {}

  /** One of some names that a cloud gives, spelled as there. */
  public static Kind<String> oneOf(List<String> names) {
    String kind = "one of " + String.join(", ", names);
    return new Kind<>(kind, text -> member(text, names), names);
  }

  /**
   * A size within bounds.
   *
   * @param words the bounds as people write them
   */
  public static Kind<Long> bytes(long least, long most, String words) {
    return new Kind<>(
        words, text -> within(Kind.BYTES.parser().parse(text), least, most, text), List.of());
  }

  /** A number within bounds. */
  public static Kind<Long> count(long least, long most) {
    return new Kind<>(
        "a number from " + least + " to " + most,
        text -> within(Kind.COUNT.parser().parse(text), least, most, text),
        List.of());
  }

  private static String member(String text, List<String> names) {
    if (!names.contains(text)) {
      throw new IllegalArgumentException(
          "must be one of " + String.join(", ", names) + " but was '" + text + "'");
    }
    return text;
  }

  private static List<String> pairs(String text) {
    List<String> pairs = Kind.LIST.parser().parse(text);
    for (String pair : pairs) {
      if (pair.indexOf(':') < 1) {
        throw new IllegalArgumentException("must be made of key:value but has '" + pair + "'");
      }
    }
    return pairs;
  }

  private static long within(long value, long least, long most, String text) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "must be from " + least + " to " + most + " but was '" + text + "'");
    }
    return value;
  }
}
