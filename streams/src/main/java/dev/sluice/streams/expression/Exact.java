// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import dev.sluice.core.failure.MalformedException;
import java.math.BigInteger;

/** Exact numbers: ranges, powers of ten, rounding. */
final class Exact {
  private static final BigInteger[] POWERS = new BigInteger[2 * SqlType.MOST_DIGITS + 2];
  private static final BigInteger HUGE_END = BigInteger.ONE.shiftLeft(127);

  static {
    POWERS[0] = BigInteger.ONE;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1].multiply(BigInteger.TEN);
    }
  }

  private Exact() {}

  static BigInteger power(int digits) {
    return POWERS[digits];
  }

  static long longPower(int digits) {
    return POWERS[digits].longValueExact();
  }

  /** Stores a number that must fit the type of {@code out}, unscaled. */
  static void store(Expression out, BigInteger value) throws MalformedException {
    SqlType type = out.type();
    if (type.kind() == SqlType.Kind.DECIMAL) {
      if (value.abs().compareTo(power(type.precision())) >= 0) {
        throw tooLarge(type);
      }
      if (type.form() == SqlType.Form.LONG) {
        out.set(value.longValue());
      } else {
        out.set(value);
      }
    } else if (type.kind() == SqlType.Kind.HUGEINT) {
      if (value.compareTo(HUGE_END) >= 0 || value.compareTo(HUGE_END.negate()) < 0) {
        throw tooLarge(type);
      }
      out.set(value);
    } else {
      if (value.bitLength() > 63) {
        throw tooLarge(type);
      }
      store(out, value.longValue());
    }
  }

  /** The same for a number that fits a long. */
  static void store(Expression out, long value) throws MalformedException {
    SqlType type = out.type();
    boolean fits =
        switch (type.kind()) {
          case TINYINT -> value == (byte) value;
          case SMALLINT -> value == (short) value;
          case INTEGER -> value == (int) value;
          case DECIMAL ->
              type.precision() > SqlType.LONG_DIGITS
                  || (Math.abs(value) < longPower(type.precision()) && value != Long.MIN_VALUE);
          default -> true;
        };
    if (!fits) {
      throw tooLarge(type);
    }
    if (type.form() == SqlType.Form.BIG) {
      out.set(BigInteger.valueOf(value));
    } else {
      out.set(value);
    }
  }

  static MalformedException tooLarge(SqlType type) {
    return new MalformedException("a number does not fit " + type);
  }

  /** Moves the point: more digits behind it, or fewer, rounded half away from zero. */
  static BigInteger rescaled(BigInteger unscaled, int from, int to) {
    if (to >= from) {
      return unscaled.multiply(power(to - from));
    }
    BigInteger divisor = power(from - to);
    BigInteger half = divisor.shiftRight(1);
    return unscaled.add(unscaled.signum() < 0 ? half.negate() : half).divide(divisor);
  }

  static double toDouble(BigInteger unscaled, int scale) {
    if (scale == 0 || unscaled.bitLength() <= 53) {
      return unscaled.doubleValue() / power(scale).doubleValue();
    }
    BigInteger[] parts = unscaled.divideAndRemainder(power(scale));
    return parts[0].doubleValue() + parts[1].doubleValue() / power(scale).doubleValue();
  }

  static double toDouble(long unscaled, int scale) {
    return scale == 0 ? unscaled : toDouble(BigInteger.valueOf(unscaled), scale);
  }

  /** The digits of an unscaled number, with the point where it belongs. */
  static String text(BigInteger unscaled, int scale) {
    String text = new java.math.BigDecimal(unscaled, scale).toPlainString();
    return text;
  }
}
