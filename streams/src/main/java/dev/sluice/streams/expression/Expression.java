// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import dev.sluice.core.failure.MalformedException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A compiled expression. It is evaluated for one row and then holds the value, in the form that its
 * type has, so that no value is boxed. Not thread-safe: each task compiles its own.
 */
public abstract class Expression {
  static final byte[] NOTHING = new byte[0];

  private final SqlType type;
  private boolean absent = true;
  private long number;
  private double real;
  private BigInteger big = BigInteger.ZERO;
  private byte[] bytes = NOTHING;
  private int from;
  private int to;

  Expression(SqlType type) {
    this.type = type;
  }

  public final SqlType type() {
    return type;
  }

  /**
   * Works the value out.
   *
   * @throws MalformedException if it has none for this row: a number too large, a text that is no
   *     date
   */
  public abstract void evaluate() throws MalformedException;

  /** Whether it is the same for all rows. */
  public boolean isConstant() {
    return false;
  }

  public final boolean isNull() {
    return absent;
  }

  /** True, and not null. */
  public final boolean isTrue() {
    return !absent && number != 0;
  }

  final boolean isFalse() {
    return !absent && number == 0;
  }

  public final long number() {
    return number;
  }

  public final double real() {
    return real;
  }

  /** An exact number of either form. */
  public final BigInteger big() {
    return type.form() == SqlType.Form.LONG ? BigInteger.valueOf(number) : big;
  }

  /** A text's bytes are from {@link #from()} to {@link #to()} of this array. */
  public final byte[] bytes() {
    return bytes;
  }

  public final int from() {
    return from;
  }

  public final int to() {
    return to;
  }

  final String text() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  final void setNull() {
    absent = true;
  }

  final void set(long value) {
    absent = false;
    number = value;
  }

  final void set(boolean value) {
    set(value ? 1L : 0L);
  }

  final void set(double value) {
    absent = false;
    real = value;
  }

  final void set(BigInteger value) {
    absent = false;
    big = value;
  }

  final void set(byte[] source, int begin, int end) {
    absent = false;
    bytes = source;
    from = begin;
    to = end;
  }

  final void set(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    set(utf8, 0, utf8.length);
  }

  /** Takes the value of another expression of the same form. */
  final void set(Expression other) {
    absent = other.absent;
    number = other.number;
    real = other.real;
    big = other.big;
    bytes = other.bytes;
    from = other.from;
    to = other.to;
  }

  /** Compares two values that are not null and have the same type. */
  final int compareTo(Expression other) {
    return switch (type.form()) {
      case LONG -> Long.compare(number, other.number);
      case BIG -> big.compareTo(other.big);
      // As DuckDB orders them: NaN is the largest, and equal to itself; zeros are equal.
      case REAL -> real == other.real ? 0 : Double.compare(real, other.real);
      case TEXT -> Arrays.compareUnsigned(bytes, from, to, other.bytes, other.from, other.to);
      case NONE -> 0;
    };
  }
}
