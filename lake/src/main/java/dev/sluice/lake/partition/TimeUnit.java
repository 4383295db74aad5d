// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a time field is cut to, in UTC. */
enum TimeUnit {
  NONE("", 0),
  HOUR("yyyy-MM-dd-HH", 3_600_000_000L),
  DAY("yyyy-MM-dd", 86_400_000_000L),
  MONTH("yyyy-MM", 86_400_000_000L),
  YEAR("yyyy", 86_400_000_000L);

  private final String pattern;
  private final long micros;

  TimeUnit(String pattern, long micros) {
    this.pattern = pattern;
    this.micros = micros;
  }

  static Optional<TimeUnit> named(String name) {
    return Arrays.stream(values())
        .filter(u -> u != NONE && u.name().equalsIgnoreCase(name))
        .findFirst();
  }

  /**
   * The stretch a point in time falls into; months and years by their days, which end up in one
   * directory.
   */
  long bucket(long microsSince1970) {
    return Math.floorDiv(microsSince1970, micros);
  }

  String text(long bucket) {
    Instant start = Instant.ofEpochSecond(Math.multiplyExact(bucket, micros / 1_000_000));
    return LocalDateTime.ofInstant(start, ZoneOffset.UTC)
        .format(DateTimeFormatter.ofPattern(pattern, Locale.ROOT));
  }

  String suffix() {
    return this == NONE ? "" : "_" + name().toLowerCase(Locale.ROOT);
  }
}
