// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.LongColumn;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Decimals as columns hold them: a long, or from 19 digits on two's complement. */
public final class Decimals {
  private Decimals() {}

  /** The value in a row, which is not null. */
  public static BigDecimal get(Column column, int row, int scale) {
    if (column instanceof LongColumn longs) {
      return BigDecimal.valueOf(longs.get(row), scale);
    }
    BytesColumn bytes = (BytesColumn) column;
    return new BigDecimal(new BigInteger(bytes.data(), bytes.from(row), bytes.length(row)), scale);
  }
}
