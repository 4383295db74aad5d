// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.demo;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Finds the narrowest type that holds every text of a column. */
final class CsvInference {
  /** Leading zeros mean something that is no number, such as a postal code. */
  private static final Pattern LONG = Pattern.compile("-?(0|[1-9]\\d{0,17})");

  private static final Pattern DECIMAL =
      Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d{1,2})?");

  private boolean any;
  private boolean longs = true;
  private boolean decimals = true;
  private boolean zonedTimes = true;
  private boolean localTimes = true;
  private int wholeDigits = 1;
  private int scale;

  void see(String text) {
    if (text.isEmpty()) {
      return;
    }
    any = true;
    longs = longs && LONG.matcher(text).matches();
    decimals = decimals && DECIMAL.matcher(text).matches();
    if (decimals) {
      BigDecimal value = new BigDecimal(text);
      wholeDigits = Math.max(wholeDigits, value.precision() - value.scale());
      scale = Math.max(scale, value.scale());
    }
    if (zonedTimes || localTimes) {
      boolean time = CsvTimes.micros(text).isPresent();
      zonedTimes = zonedTimes && time && !CsvTimes.isLocal(text);
      localTimes = localTimes && time && CsvTimes.isLocal(text);
    }
  }

  CsvType type() {
    if (!any) {
      return CsvType.STRING;
    }
    if (longs) {
      return CsvType.LONG;
    }
    if (decimals && wholeDigits + scale <= CsvType.MOST_DIGITS) {
      return CsvType.decimal(wholeDigits + scale, scale);
    }
    if (localTimes) {
      return CsvType.LOCAL_TIMESTAMP;
    }
    // times with and without a zone side by side stay as they stand: they have no order
    return zonedTimes ? CsvType.TIMESTAMP : CsvType.STRING;
  }
}
