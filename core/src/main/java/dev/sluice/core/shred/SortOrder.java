// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the rows of a file are sorted by; rows that are equal in all of it stay in the order of
 * their offsets.
 *
 * @param keys the first decides, the next where it is equal; empty: rows stay as they came
 */
public record SortOrder(List<Key> keys) {
  public static final SortOrder NONE = new SortOrder(List.of());

  private static final Pattern KEY =
      Pattern.compile(
          "(.+?)(?:\\s+(asc|desc))?(?:\\s+nulls\\s+(first|last))?", Pattern.CASE_INSENSITIVE);

  public SortOrder {
    keys = List.copyOf(keys);
  }

  public boolean isNone() {
    return keys.isEmpty();
  }

  /**
   * A column, and which way.
   *
   * @param column its name, with dots below structs
   */
  public record Key(String column, boolean descending, boolean nullsFirst) {
    /**
     * Reads {@code ordered_at desc nulls first}. As in Iceberg's tables, nulls come first upwards
     * and last downwards where nothing is said of them.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Key parse(String text) {
      Matcher matcher = KEY.matcher(text.trim());
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "must be a column, with asc or desc and nulls first or nulls last behind it, but was '"
                + text
                + "'");
      }
      boolean descending = "desc".equals(lower(matcher.group(2)));
      String nulls = lower(matcher.group(3));
      return new Key(
          matcher.group(1), descending, nulls.isEmpty() ? !descending : nulls.equals("first"));
    }

    private static String lower(String word) {
      return word == null ? "" : word.toLowerCase(Locale.ROOT);
    }
  }
}
