// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import java.math.BigInteger;

/** A value that is the same for all rows. */
final class Constant extends Expression {
  private Constant(SqlType type) {
    super(type);
  }

  static Constant nothing(SqlType type) {
    return new Constant(type);
  }

  static Constant of(SqlType type, long value) {
    Constant constant = new Constant(type);
    constant.set(value);
    return constant;
  }

  static Constant of(SqlType type, double value) {
    Constant constant = new Constant(type);
    constant.set(value);
    return constant;
  }

  static Constant of(SqlType type, BigInteger value) {
    Constant constant = new Constant(type);
    constant.set(value);
    return constant;
  }

  static Constant of(String value) {
    Constant constant = new Constant(SqlType.VARCHAR);
    constant.set(value);
    return constant;
  }

  @Override
  public void evaluate() {}

  @Override
  public boolean isConstant() {
    return true;
  }
}
