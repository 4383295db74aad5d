// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.mariadb;

import java.sql.SQLDataException;
import java.time.LocalDate;

/** Days and microseconds as the server reads them; refuses what it would round or not take. */
final class Moments {
  private static final String OUT_OF_RANGE = "22008";
  private static final int MICRO_DIGITS = 6;
  private static final long MICROS = 1_000_000;
  private static final long DAY = 86_400 * MICROS;
  private static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();
  private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

  private final long unit;
  private final String sqlType;
  private final byte[] text = new byte[32];
  private int length;

  /**
   * @param precision digits of a second that the column keeps
   */
  Moments(int precision, String sqlType) {
    long micros = 1;
    for (int i = precision; i < MICRO_DIGITS; i++) {
      micros *= 10;
    }
    this.unit = micros;
    this.sqlType = sqlType;
  }

  void date(RowImage image, long epochDay) throws SQLDataException {
    length = 0;
    day(epochDay);
    image.momentField(text, length);
  }

  void time(RowImage image, long micros) throws SQLDataException {
    length = 0;
    clock(micros);
    image.momentField(text, length);
  }

  void dateTime(RowImage image, long epochMicros) throws SQLDataException {
    length = 0;
    day(Math.floorDiv(epochMicros, DAY));
    text[length++] = ' ';
    clock(Math.floorMod(epochMicros, DAY));
    image.momentField(text, length);
  }

  private void day(long epochDay) throws SQLDataException {
    if (epochDay < FIRST_DAY || epochDay > LAST_DAY) {
      throw new SQLDataException("its year is not between 1 and 9999", OUT_OF_RANGE);
    }
    LocalDate date = LocalDate.ofEpochDay(epochDay);
    digits(date.getYear(), 4);
    text[length++] = '-';
    digits(date.getMonthValue(), 2);
    text[length++] = '-';
    digits(date.getDayOfMonth(), 2);
  }

  private void clock(long micros) throws SQLDataException {
    if (micros % unit != 0) {
      throw new SQLDataException(
          "it has more digits of a second than " + sqlType + " keeps", OUT_OF_RANGE);
    }
    long seconds = micros / MICROS;
    digits((int) (seconds / 3600), 2);
    text[length++] = ':';
    digits((int) (seconds / 60 % 60), 2);
    text[length++] = ':';
    digits((int) (seconds % 60), 2);
    if (micros % MICROS != 0) {
      text[length++] = '.';
      digits((int) (micros % MICROS), MICRO_DIGITS);
    }
  }

  private void digits(int value, int count) {
    int rest = value;
    for (int i = count - 1; i >= 0; i--) {
      text[length + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
  }
}
