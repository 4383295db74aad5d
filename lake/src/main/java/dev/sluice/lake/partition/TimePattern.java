// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Peek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A time spelled by a pattern, which may contain slashes: {@code yyyy/MM/dd/HH}.
 *
 * @param every what local time is rounded down to
 */
record TimePattern(DateTimeFormatter format, ZoneId zone, Duration every) implements Transform {
  /**
   * A pattern of {@link DateTimeFormatter}.
   *
   * @param every empty for the smallest unit in the pattern
   * @throws IllegalArgumentException if it is none
   */
  static TimePattern of(String pattern, PartitionSpec.Style style, Optional<Duration> every) {
    return new TimePattern(
        DateTimeFormatter.ofPattern(pattern, isoWeeks(style.locale())),
        style.zone(),
        every.orElseGet(() -> smallestUnit(pattern)));
  }

  /** The language, with the weeks of ISO 8601 whatever its country: those of Great Britain. */
  private static Locale isoWeeks(Locale locale) {
    return new Locale.Builder().setLocale(locale).setUnicodeLocaleKeyword("rg", "gbzzzz").build();
  }

  private static Duration smallestUnit(String pattern) {
    String letters = pattern.replaceAll("'[^']*'", "");
    if (letters.matches(".*[SnNA].*")) {
      return Duration.ofMillis(1);
    }
    if (letters.contains("s")) {
      return Duration.ofSeconds(1);
    }
    if (letters.contains("m")) {
      return Duration.ofMinutes(1);
    }
    return letters.matches(".*[HhKkaB].*") ? Duration.ofHours(1) : Duration.ofDays(1);
  }

  @Override
  public String suffix() {
    return "";
  }

  @Override
  public void bucket(Peek peek, int index, Buckets into) throws MalformedException {
    into.numbers()[index] =
        local(Instant.ofEpochMilli(Math.floorDiv(Times.micros(peek, index), 1000L)));
  }

  /** Milliseconds of local time, rounded down. */
  private long local(Instant at) {
    long local = at.toEpochMilli() + zone.getRules().getOffset(at).getTotalSeconds() * 1000L;
    return local - Math.floorMod(local, every.toMillis());
  }

  @Override
  public String text(Peek peek, int index, Buckets buckets) {
    return text(buckets.numbers()[index]);
  }

  private String text(long local) {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(local, 1000L),
            (int) Math.floorMod(local, 1000L) * 1_000_000,
            ZoneOffset.UTC);
    return ZonedDateTime.ofLocal(time, zone, null).format(format);
  }

  @Override
  public String example(Instant at) {
    return text(local(at));
  }

  @Override
  public String shape() {
    return Arrays.stream(example(Instant.EPOCH).split("/"))
        .map(TimePattern::shape)
        .collect(Collectors.joining("/"));
  }

  private static String shape(String segment) {
    int equals = segment.indexOf('=') + 1;
    String value = segment.substring(equals).matches("\\d+") ? "\\d+" : "[^/]+";
    return Pattern.quote(segment.substring(0, equals)) + value;
  }

  @Override
  public boolean isTime() {
    return true;
  }
}
