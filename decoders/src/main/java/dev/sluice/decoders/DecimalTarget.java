// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.LongColumn;
import java.math.BigInteger;
import org.apache.iceberg.types.Types;

/** A column of decimals that takes numbers of fewer places. */
public final class DecimalTarget {
  private final Column column;
  private final Types.DecimalType type;
  private final BigInteger bound;

  public DecimalTarget(Column column, Types.DecimalType type) {
    this.column = column;
    this.type = type;
    this.bound = BigInteger.TEN.pow(type.precision());
  }

  /** Appends a number of at most 18 digits, {@code scale} of them after the point. */
  public void add(long unscaled, int scale) throws MalformedException {
    add(BigInteger.valueOf(unscaled), scale);
  }

  /**
   * Appends a number.
   *
   * @throws MalformedException if the column has not enough digits for it
   */
  public void add(BigInteger unscaled, int scale) throws MalformedException {
    long more = unscaled.signum() == 0 ? 0 : (long) type.scale() - scale;
    // A power of ten has a digit per place, so the places that bad input asks for are bounded.
    if (more > type.precision() || -more > unscaled.bitLength()) {
      throw misfit(unscaled, scale);
    }
    BigInteger value = unscaled;
    if (more > 0) {
      value = unscaled.multiply(BigInteger.TEN.pow((int) more));
    } else if (more < 0) {
      BigInteger[] parts = unscaled.divideAndRemainder(BigInteger.TEN.pow((int) -more));
      if (parts[1].signum() != 0) {
        throw misfit(unscaled, scale);
      }
      value = parts[0];
    }
    if (value.abs().compareTo(bound) >= 0) {
      throw misfit(unscaled, scale);
    }
    append(value);
  }

  private void append(BigInteger value) {
    if (column instanceof LongColumn longs) {
      longs.add(value.longValueExact());
    } else {
      byte[] bytes = value.toByteArray();
      ((BytesColumn) column).add(bytes, 0, bytes.length);
    }
  }

  private MalformedException misfit(BigInteger unscaled, int scale) {
    return new MalformedException(
        "a number of "
            + unscaled.bitLength()
            + " bits with "
            + scale
            + " places does not fit its column of type "
            + type);
  }
}
