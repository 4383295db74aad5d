// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Peek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a time is cut to, in UTC. Months and years are bucketed by their days, which end up in one
 * directory.
 */
enum TimeUnit implements Transform {
  HOUR("yyyy-MM-dd-HH", "\\d{4,}-\\d\\d-\\d\\d-\\d\\d", 3_600_000_000L),
  DAY("yyyy-MM-dd", "\\d{4,}-\\d\\d-\\d\\d", 86_400_000_000L),
  MONTH("yyyy-MM", "\\d{4,}-\\d\\d", 86_400_000_000L),
  YEAR("yyyy", "\\d{4,}", 86_400_000_000L);

  private final DateTimeFormatter format;
  private final String shape;
  private final long micros;

  TimeUnit(String pattern, String shape, long micros) {
    this.format = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
    this.shape = shape;
    this.micros = micros;
  }

  static Optional<TimeUnit> named(String name) {
    return Arrays.stream(values()).filter(u -> u.name().equalsIgnoreCase(name)).findFirst();
  }

  @Override
  public void bucket(Peek peek, int index, Buckets into) throws MalformedException {
    into.numbers()[index] = Math.floorDiv(Times.micros(peek, index), micros);
  }

  @Override
  public String text(Peek peek, int index, Buckets buckets) {
    return text(buckets.numbers()[index]);
  }

  private String text(long bucket) {
    Instant start = Instant.ofEpochSecond(Math.multiplyExact(bucket, micros / 1_000_000));
    return LocalDateTime.ofInstant(start, ZoneOffset.UTC).format(format);
  }

  @Override
  public String example(Instant at) {
    return text(Math.floorDiv(ChronoUnit.MICROS.between(Instant.EPOCH, at), micros));
  }

  @Override
  public String suffix() {
    return "_" + name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String shape() {
    return shape;
  }

  @Override
  public boolean isTime() {
    return true;
  }
}
