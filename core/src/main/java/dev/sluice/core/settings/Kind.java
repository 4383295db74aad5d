// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.settings;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of value: how its text is read, and how the kind is called in messages and on the
 * reference page.
 *
 * @param name what a value is called, with its article: {@code a duration such as 10s}
 * @param parser text to value; throws IllegalArgumentException with the reason
 * @param choices the only values allowed; empty if any value of the kind is
 * @param many whether values are lists, whose items a file may give one by one
 */
public record Kind<T>(String name, Parser<T> parser, List<String> choices, boolean many) {
  /** Text to value. */
  public interface Parser<T> {
    T parse(String text);
  }

  /** One value. */
  public Kind(String name, Parser<T> parser, List<String> choices) {
    this(name, parser, choices, false);
  }

  private static final Pattern AMOUNT = Pattern.compile("([0-9]+)\\s*([A-Za-z]*)");

  public static final Kind<String> TEXT = new Kind<>("text", text -> text, List.of());
  public static final Kind<Boolean> FLAG =
      new Kind<>("true or false", Kind::flag, List.of("true", "false"));
  public static final Kind<Long> COUNT = new Kind<>("a whole number", Kind::count, List.of());
  public static final Kind<Long> BYTES =
      new Kind<>("a size in bytes such as 64MiB", Kind::bytes, List.of());
  public static final Kind<Duration> DURATION =
      new Kind<>("a duration such as 500ms, 10s, 5m, 1h or 1d", Kind::duration, List.of());
  public static final Kind<ZoneId> ZONE =
      new Kind<>("a time zone such as Europe/Vienna", Kind::zone, List.of());
  public static final Kind<Locale> LOCALE =
      new Kind<>("a language such as de-AT", Kind::locale, List.of());
  public static final Kind<List<String>> LIST =
      new Kind<>("a list, comma-separated", Kind::list, List.of(), true);

  /** One of an enum's members, written in lower case. */
  public static <E extends Enum<E>> Kind<E> choice(Class<E> members) {
    return choice(List.of(members.getEnumConstants()));
  }

  /** One of some members of an enum, written in lower case. */
  public static <E extends Enum<E>> Kind<E> choice(List<E> members) {
    List<String> names = members.stream().map(m -> m.name().toLowerCase(Locale.ROOT)).toList();
    return new Kind<>(
        "one of " + String.join(", ", names), text -> member(members, text, names), names);
  }

  /** Values of another kind, comma-separated. */
  public static <E> Kind<List<E>> listOf(Kind<E> item) {
    return new Kind<>(
        "a list, each item " + item.name(),
        text -> list(text).stream().map(item.parser()::parse).toList(),
        List.of(),
        true);
  }

  private static <E extends Enum<E>> E member(List<E> members, String text, List<String> names) {
    int index = names.indexOf(text.toLowerCase(Locale.ROOT));
    if (index < 0) {
      throw new IllegalArgumentException(
          "must be one of " + String.join(", ", names) + " but was '" + text + "'");
    }
    return members.get(index);
  }

  private static boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false but was '" + text + "'");
    };
  }

  private static long count(String text) {
    try {
      long value = Long.parseLong(text.replace("_", ""));
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, together with negative numbers
    }
    throw new IllegalArgumentException("must be a whole number, 0 or more, but was '" + text + "'");
  }

  private static long bytes(String text) {
    Matcher matcher = AMOUNT.matcher(text.trim());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("must be a size such as 64MiB but was '" + text + "'");
    }
    long unit =
        switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
          case "", "b" -> 1L;
          case "kb" -> 1_000L;
          case "mb" -> 1_000_000L;
          case "gb" -> 1_000_000_000L;
          case "k", "kib" -> 1L << 10;
          case "m", "mib" -> 1L << 20;
          case "g", "gib" -> 1L << 30;
          default ->
              throw new IllegalArgumentException(
                  "must end in KiB, MiB, GiB (or KB, MB, GB) but was '" + text + "'");
        };
    return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
  }

  private static Duration duration(String text) {
    Matcher matcher = AMOUNT.matcher(text.trim());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("must be a duration such as 10s but was '" + text + "'");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
      case "ms", "" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m", "min" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      default ->
          throw new IllegalArgumentException("must end in ms, s, m, h or d but was '" + text + "'");
    };
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text.trim());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "must be a time zone such as UTC, +02:00 or Europe/Vienna but was '" + text + "'", e);
    }
  }

  /** Underscores are what some tools write for hyphens. */
  private static Locale locale(String text) {
    try {
      return new Locale.Builder().setLanguageTag(text.trim().replace('_', '-')).build();
    } catch (IllformedLocaleException e) {
      throw new IllegalArgumentException(
          "must be a language such as en or de-AT but was '" + text + "'", e);
    }
  }

  private static List<String> list(String text) {
    return splitOutsideParentheses(text);
  }

  /** {@code day(a, b), c} is two items. */
  private static List<String> splitOutsideParentheses(String text) {
    List<String> items = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? ',' : text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && (depth <= 0 || i == text.length())) {
        String item = text.substring(start, i).trim();
        if (!item.isEmpty()) {
          items.add(item);
        }
        start = i + 1;
      }
    }
    return List.copyOf(items);
  }
}
