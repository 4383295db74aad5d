// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An SQL type as a catalogue spells it, taken apart.
 *
 * @param name the name without its numbers, {@code DECIMAL}
 * @param precision digits, or length; -1 if it is without limits
 * @param scale digits after the point
 */
public record SqlType(String name, int precision, int scale) {
  private static final Pattern WITH_NUMBERS =
      Pattern.compile("([^(]+)\\((\\d+)(?:,\\s*(\\d+))?\\)(.*)");

  public static SqlType parse(String text) {
    Matcher matcher = WITH_NUMBERS.matcher(text);
    if (!matcher.matches()) {
      int arguments = text.indexOf('(');
      return new SqlType(arguments < 0 ? text : text.substring(0, arguments), -1, 0);
    }
    return new SqlType(
        matcher.group(1) + matcher.group(4),
        Integer.parseInt(matcher.group(2)),
        matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3)));
  }

  public boolean is(String other) {
    return name.equals(other);
  }

  /** Whether all decimals of the given precision and scale fit. */
  public boolean holds(int otherPrecision, int otherScale) {
    return precision < 0
        || (scale >= otherScale && precision - scale >= otherPrecision - otherScale);
  }
}
