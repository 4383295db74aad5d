// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders;

import dev.sluice.core.failure.MalformedException;
import java.nio.charset.StandardCharsets;

/**
 * Reads times in ISO 8601 with their offset, {@code 2026-03-01T10:00:00.123456+01:00}, from bytes.
 */
public final class IsoTime {
  private static final long MICROS = 1_000_000;
  private static final int SHOWN = 60;

  private byte[] bytes = new byte[0];
  private int start;
  private int at;
  private int end;

  /** Microseconds since 1970 in UTC. */
  public long timestamp(byte[] source, int from, int length) throws MalformedException {
    open(source, from, length);
    int year = digits(4);
    expect('-');
    int month = digits(2);
    expect('-');
    int day = digits(2);
    if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) {
      throw malformed();
    }
    if (at < end && bytes[at] == ' ') {
      at++;
    } else {
      expect('T');
    }
    long micros = timeOfDay();
    return days(year, month, day) * 86_400 * MICROS + micros - offset();
  }

  /** Microseconds since midnight in UTC. */
  public long time(byte[] source, int from, int length) throws MalformedException {
    open(source, from, length);
    long day = 86_400 * MICROS;
    return Math.floorMod(timeOfDay() - offset(), day);
  }

  private void open(byte[] source, int from, int length) {
    bytes = source;
    start = from;
    at = from;
    end = from + length;
  }

  private long timeOfDay() throws MalformedException {
    int hour = digits(2);
    expect(':');
    int minute = digits(2);
    int second = 0;
    if (at < end && bytes[at] == ':') {
      at++;
      second = digits(2);
    }
    if (hour > 23 || minute > 59 || second > 59) {
      throw malformed();
    }
    return ((hour * 60L + minute) * 60 + second) * MICROS + fraction();
  }

  private long fraction() throws MalformedException {
    if (at == end || bytes[at] != '.') {
      return 0;
    }
    at++;
    int first = at;
    long micros = 0;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      int digit = bytes[at] - '0';
      if (at - first < 6) {
        micros = micros * 10 + digit;
      } else if (digit != 0) {
        throw new MalformedException("'" + text() + "' is finer than a microsecond");
      }
      at++;
    }
    if (at == first) {
      throw malformed();
    }
    for (int places = at - first; places < 6; places++) {
      micros *= 10;
    }
    return micros;
  }

  /** Reads the offset to the end; in microseconds. */
  private long offset() throws MalformedException {
    if (at == end) {
      throw malformed();
    }
    byte sign = bytes[at++];
    long seconds = 0;
    if (sign != 'Z') {
      if (sign != '+' && sign != '-') {
        throw malformed();
      }
      seconds = digits(2) * 3600L;
      for (int unit = 60; unit >= 1 && at < end; unit /= 60) {
        if (bytes[at] == ':') {
          at++;
        }
        seconds += (long) digits(2) * unit;
      }
    }
    if (at != end) {
      throw malformed();
    }
    return (sign == '-' ? -seconds : seconds) * MICROS;
  }

  private int digits(int count) throws MalformedException {
    int value = 0;
    for (int i = 0; i < count; i++) {
      if (at == end || bytes[at] < '0' || bytes[at] > '9') {
        throw malformed();
      }
      value = value * 10 + bytes[at++] - '0';
    }
    return value;
  }

  private void expect(char wanted) throws MalformedException {
    if (at == end || bytes[at] != wanted) {
      throw malformed();
    }
    at++;
  }

  private static int daysIn(int year, int month) {
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return switch (month) {
      case 2 -> leap ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  /** Days since 1970: years begin in March, so that the leap day is a year's last. */
  private static long days(int year, int month, int day) {
    long marchYear = month <= 2 ? year - 1 : year;
    long era = Math.floorDiv(marchYear, 400L);
    long yearOfEra = marchYear - era * 400;
    long dayOfYear = (153L * ((month + 9) % 12) + 2) / 5 + day - 1;
    long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097 + dayOfEra - 719_468;
  }

  private MalformedException malformed() {
    return new MalformedException("'" + text() + "' is not a time in ISO 8601 with its offset");
  }

  private String text() {
    return new String(bytes, start, Math.min(SHOWN, end - start), StandardCharsets.UTF_8);
  }
}
