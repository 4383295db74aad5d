// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.demo;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads times as CSV files write them: of a zone, or of the clock on some wall. */
final class CsvTimes {
  private static final Pattern ISO =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?");
  private static final Pattern ZONED = Pattern.compile(ISO.pattern() + "(Z|[+-]\\d{2}:\\d{2})");
  private static final Pattern AMERICAN =
      Pattern.compile("\\d{1,2}/\\d{1,2}/\\d{4} \\d{1,2}:\\d{2}(:\\d{2})?");
  private static final DateTimeFormatter AMERICAN_FORMAT =
      DateTimeFormatter.ofPattern("M/d/uuuu H:mm[:ss]", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private CsvTimes() {}

  /** Whether the text names no zone. */
  static boolean isLocal(String text) {
    return !ZONED.matcher(text).matches();
  }

  /** Microseconds since 1970, a local time's as if it were UTC; empty if the text is no time. */
  static Optional<Long> micros(String text) {
    try {
      if (ISO.matcher(text).matches()) {
        return micros(LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC));
      }
      if (ZONED.matcher(text).matches()) {
        return micros(OffsetDateTime.parse(text.replace(' ', 'T')).toInstant());
      }
      if (AMERICAN.matcher(text).matches()) {
        return micros(LocalDateTime.parse(text, AMERICAN_FORMAT).toInstant(ZoneOffset.UTC));
      }
    } catch (DateTimeException e) {
      // of the right form, but no day of the calendar: no time either
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static Optional<Long> micros(Instant instant) {
    return Optional.of(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
  }
}
