// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * Dates and times as ISO 8601 writes them, in ASCII, into one array that is used again and again:
 * {@code 2024-02-29T23:59:59.123456Z}.
 */
public final class IsoText {
  private static final int MICRO_DIGITS = 6;
  private static final int NANO_DIGITS = 9;
  private static final long SECONDS_A_DAY = 86_400;

  private final byte[] bytes = new byte[48];
  private int length;

  /** The text is in the first {@link #length()} of these. */
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.US_ASCII);
  }

  /** The day so many days after 1970-01-01. */
  public IsoText date(long epochDay) {
    length = 0;
    day(epochDay);
    return this;
  }

  /** The time of day so many microseconds after midnight. */
  public IsoText time(long micros) {
    length = 0;
    clock(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L), MICRO_DIGITS);
    return this;
  }

  /**
   * The moment so many microseconds after 1970.
   *
   * @param utc whether it is a point in time, marked with a Z, and not what a clock somewhere shows
   */
  public IsoText micros(long micros, boolean utc) {
    return moment(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L), MICRO_DIGITS, utc);
  }

  /** The moment so many nanoseconds after 1970. */
  public IsoText nanos(long nanos, boolean utc) {
    return moment(
        Math.floorDiv(nanos, 1_000_000_000L),
        Math.floorMod(nanos, 1_000_000_000L),
        NANO_DIGITS,
        utc);
  }

  private IsoText moment(long seconds, long fraction, int digits, boolean utc) {
    length = 0;
    day(Math.floorDiv(seconds, SECONDS_A_DAY));
    put('T');
    clock(Math.floorMod(seconds, SECONDS_A_DAY), fraction, digits);
    if (utc) {
      put('Z');
    }
    return this;
  }

  private void day(long epochDay) {
    LocalDate date = LocalDate.ofEpochDay(epochDay);
    if (date.getYear() < 0 || date.getYear() > 9999) {
      byte[] text = date.toString().getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(text, 0, bytes, length, text.length);
      length += text.length;
      return;
    }
    digits(date.getYear(), 4);
    put('-');
    digits(date.getMonthValue(), 2);
    put('-');
    digits(date.getDayOfMonth(), 2);
  }

  private void clock(long second, long fraction, int digits) {
    digits(second / 3600, 2);
    put(':');
    digits(second / 60 % 60, 2);
    put(':');
    digits(second % 60, 2);
    put('.');
    digits(fraction, digits);
  }

  private void put(char c) {
    bytes[length++] = (byte) c;
  }

  private void digits(long number, int count) {
    long rest = number;
    for (int i = count - 1; i >= 0; i--) {
      bytes[length + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
  }
}
