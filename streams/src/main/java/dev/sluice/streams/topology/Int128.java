// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.streams.expression.Expression;
import dev.sluice.streams.expression.SqlType;
import java.math.BigInteger;

/** Sums of 128 bits, kept as sixteen bytes. */
final class Int128 {
  static final int BYTES = 16;

  private Int128() {}

  static void write(Expression value, ByteOutput out) {
    if (value.type().form() == SqlType.Form.LONG) {
      out.writeFixed(value.number() >> 63);
      out.writeFixed(value.number());
    } else {
      BigInteger big = value.big();
      out.writeFixed(big.shiftRight(64).longValue());
      out.writeFixed(big.longValue());
    }
  }

  static void writeSum(ByteInput a, ByteInput b, ByteOutput out) throws MalformedException {
    long highA = a.readFixed();
    long lowA = a.readFixed();
    long highB = b.readFixed();
    long lowB = b.readFixed();
    long low = lowA + lowB;
    long carry = Long.compareUnsigned(low, lowA) < 0 ? 1 : 0;
    long high = highA + highB + carry;
    if (((highA ^ high) & (highB ^ high)) < 0) {
      throw new MalformedException("a sum no longer fits 128 bits");
    }
    out.writeFixed(high);
    out.writeFixed(low);
  }

  static BigInteger read(ByteInput in) {
    BigInteger value = new BigInteger(in.data(), in.at(), BYTES);
    in.skip(BYTES);
    return value;
  }
}
