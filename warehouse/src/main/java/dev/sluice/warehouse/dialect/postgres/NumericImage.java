// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.postgres;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * {@code numeric} in binary form: a sign and digits to the base 10,000, of which the first stands
 * for 10,000 to the power of the weight.
 */
final class NumericImage {
  private static final int BASE = 10_000;
  private static final BigInteger BIG_BASE = BigInteger.valueOf(BASE);
  private static final int DIGITS_PER_GROUP = 4;
  private static final int HEADER = 4 * Short.BYTES;
  private static final int NEGATIVE = 0x4000;

  /** More groups than any column of 1,000 digits on each side needs. */
  private final int[] groups = new int[600];

  /** Appends a value, whose scale is not negative, as a field. */
  void field(CopyImage image, BigDecimal value) {
    int scale = value.scale();
    int padding = Math.floorMod(-scale, DIGITS_PER_GROUP);
    int count = split(value.unscaledValue().abs().multiply(BigInteger.TEN.pow(padding)));
    int weight = count - (scale + padding) / DIGITS_PER_GROUP - 1;
    int trailing = 0;
    while (trailing < count && groups[trailing] == 0) {
      trailing++;
    }
    int kept = count - trailing;
    image.int32(HEADER + kept * Short.BYTES);
    image.int16(kept);
    image.int16(kept == 0 ? 0 : weight);
    image.int16(value.signum() < 0 ? NEGATIVE : 0);
    image.int16(scale);
    for (int i = count - 1; i >= trailing; i--) {
      image.int16(groups[i]);
    }
  }

  /** Puts the groups of a number in place, least significant first, and answers how many. */
  private int split(BigInteger number) {
    int count = 0;
    BigInteger rest = number;
    while (rest.bitLength() >= Long.SIZE) {
      BigInteger[] parts = rest.divideAndRemainder(BIG_BASE);
      groups[count++] = parts[1].intValue();
      rest = parts[0];
    }
    for (long small = rest.longValue(); small != 0; small /= BASE) {
      groups[count++] = (int) (small % BASE);
    }
    return count;
  }
}
