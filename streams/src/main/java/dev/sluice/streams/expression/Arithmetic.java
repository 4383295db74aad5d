// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import dev.sluice.core.failure.MalformedException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/** Operators and functions of numbers. Results that do not fit their type are errors. */
final class Arithmetic {
  private Arithmetic() {}

  /** Empty if there is no such function of these arguments here. */
  static Optional<Expression> of(String name, Expression[] in, SqlType result) {
    return Optional.ofNullable(
        in.length == 2
            ? binary(name, in, result)
            : in.length == 1 ? unary(name, in, result) : null);
  }

  private static Expression binary(String name, Expression[] in, SqlType result) {
    if (!in[0].type().isNumber() || !in[1].type().isNumber() || !result.isNumber()) {
      return null;
    }
    return switch (name) {
      case "+" -> sum(1, in, result);
      case "-" -> sum(-1, in, result);
      case "*" -> product(in, result);
      case "/" -> quotient(in, result);
      case "//" -> wholeQuotient(in, result);
      case "%", "mod" -> remainder(in, result);
      case "round" -> round(in, result);
      default -> null;
    };
  }

  private static Expression unary(String name, Expression[] in, SqlType result) {
    if (!in[0].type().isNumber()) {
      return null;
    }
    return switch (name) {
      case "-" -> negated(in, result);
      case "+" -> in[0];
      case "abs" -> absolute(in, result);
      case "sign" -> sign(in, result);
      case "ceil", "ceiling" -> integral(in, result, 1);
      case "floor" -> integral(in, result, -1);
      case "trunc" -> integral(in, result, 0);
      case "round" -> round(in, result);
      case "sqrt" -> root(in);
      default -> null;
    };
  }

  private static Expression[] cast(Expression[] in, SqlType to) {
    Expression[] cast = new Expression[in.length];
    for (int i = 0; i < in.length; i++) {
      cast[i] = Casts.cast(in[i], to).orElseThrow();
    }
    return cast;
  }

  private static Expression sum(int sign, Expression[] in, SqlType result) {
    Expression[] cast = cast(in, result);
    Strict.Body body =
        switch (result.form()) {
          case LONG ->
              (out, a) -> {
                long x = a[0].number();
                long y = sign < 0 ? a[1].number() : -a[1].number();
                long difference = x - y;
                boolean overflow =
                    ((x ^ y) & (x ^ difference)) < 0
                        || (sign > 0 && a[1].number() == Long.MIN_VALUE);
                if (overflow) {
                  BigInteger other = a[1].big();
                  Exact.store(out, a[0].big().add(sign < 0 ? other.negate() : other));
                } else {
                  Exact.store(out, difference);
                }
              };
          case BIG ->
              sign > 0
                  ? (out, a) -> Exact.store(out, a[0].big().add(a[1].big()))
                  : (out, a) -> Exact.store(out, a[0].big().subtract(a[1].big()));
          default -> (out, a) -> real(out, a[0].real() + sign * a[1].real());
        };
    return new Strict(result, body, cast);
  }

  /** Rounded to what a FLOAT holds, if it is one. */
  private static void real(Expression out, double value) {
    out.set(out.type().kind() == SqlType.Kind.FLOAT ? (double) (float) value : value);
  }

  private static Expression product(Expression[] in, SqlType result) {
    if (result.form() == SqlType.Form.REAL) {
      return new Strict(result, (out, a) -> real(out, a[0].real() * a[1].real()), cast(in, result));
    }
    return new Strict(
        result,
        (out, a) -> {
          if (a[0].type().form() == SqlType.Form.LONG && a[1].type().form() == SqlType.Form.LONG) {
            long low = a[0].number() * a[1].number();
            if (Math.multiplyHigh(a[0].number(), a[1].number()) == low >> 63) {
              Exact.store(out, low);
              return;
            }
          }
          Exact.store(out, a[0].big().multiply(a[1].big()));
        },
        in);
  }

  private static Expression quotient(Expression[] in, SqlType result) {
    return result.form() == SqlType.Form.REAL
        ? new Strict(result, (out, a) -> real(out, a[0].real() / a[1].real()), cast(in, result))
        : null;
  }

  private static Expression wholeQuotient(Expression[] in, SqlType result) {
    if (!result.isWhole()) {
      return null;
    }
    return new Strict(
        result,
        (out, a) -> {
          Exact.store(out, a[0].big().divide(divisor(a[1])));
        },
        cast(in, result));
  }

  private static BigInteger divisor(Expression value) throws MalformedException {
    if (value.big().signum() == 0) {
      throw new MalformedException("a division by zero");
    }
    return value.big();
  }

  private static Expression remainder(Expression[] in, SqlType result) {
    if (result.form() == SqlType.Form.REAL && in[0].type().isExact() && in[1].type().isExact()) {
      return null;
    }
    if (result.form() == SqlType.Form.REAL) {
      return new Strict(result, (out, a) -> real(out, a[0].real() % a[1].real()), cast(in, result));
    }
    return new Strict(
        result,
        (out, a) -> {
          Exact.store(out, a[0].big().remainder(divisor(a[1])));
        },
        cast(in, result));
  }

  private static Expression negated(Expression[] in, SqlType result) {
    return result.form() == SqlType.Form.REAL
        ? new Strict(result, (out, a) -> out.set(-a[0].real()), cast(in, result))
        : new Strict(result, (out, a) -> Exact.store(out, a[0].big().negate()), cast(in, result));
  }

  private static Expression absolute(Expression[] in, SqlType result) {
    return result.form() == SqlType.Form.REAL
        ? new Strict(result, (out, a) -> out.set(Math.abs(a[0].real())), cast(in, result))
        : new Strict(result, (out, a) -> Exact.store(out, a[0].big().abs()), cast(in, result));
  }

  private static Expression sign(Expression[] in, SqlType result) {
    Strict.Body body =
        in[0].type().form() == SqlType.Form.REAL
            ? (out, a) -> out.set((long) (Double.isNaN(a[0].real()) ? 0 : Math.signum(a[0].real())))
            : (out, a) -> out.set((long) a[0].big().signum());
    return new Strict(result, body, in);
  }

  /**
   * @param direction 1: up, -1: down, 0: towards zero
   */
  private static Expression integral(Expression[] in, SqlType result, int direction) {
    if (result.form() == SqlType.Form.REAL) {
      return new Strict(
          result, (out, a) -> out.set(integral(a[0].real(), direction)), cast(in, result));
    }
    int scale = in[0].type().scale();
    return new Strict(
        result,
        (out, a) -> {
          BigInteger[] parts = a[0].big().divideAndRemainder(Exact.power(scale));
          boolean further = direction != 0 && parts[1].signum() == direction;
          Exact.store(out, further ? parts[0].add(BigInteger.valueOf(direction)) : parts[0]);
        },
        in);
  }

  private static double integral(double value, int direction) {
    return switch (direction) {
      case 1 -> Math.ceil(value);
      case -1 -> Math.floor(value);
      default -> value < 0 ? Math.ceil(value) : Math.floor(value);
    };
  }

  private static Expression round(Expression[] in, SqlType result) {
    boolean digitsKnown = in.length == 1 || (in[1].isConstant() && !in[1].isNull());
    if (!digitsKnown || (in.length == 2 && !in[1].type().isWhole())) {
      return null;
    }
    long digits = in.length == 1 ? 0 : in[1].number();
    SqlType from = in[0].type();
    if (from.form() == SqlType.Form.REAL) {
      return new Strict(result, (out, a) -> real(out, round(a[0].real(), digits)), in[0]);
    }
    int kept = (int) Math.max(Math.min(digits, from.scale()), -SqlType.MOST_DIGITS);
    return new Strict(
        result,
        (out, a) -> {
          BigInteger rounded =
              new BigDecimal(a[0].big(), from.scale())
                  .setScale(kept, java.math.RoundingMode.HALF_UP)
                  .setScale(result.scale(), java.math.RoundingMode.HALF_UP)
                  .unscaledValue();
          Exact.store(out, rounded);
        },
        in[0]);
  }

  private static double round(double value, long digits) {
    double factor = Math.pow(10, (double) Math.abs(digits));
    double shifted = digits < 0 ? value / factor : value * factor;
    double rounded = Math.signum(shifted) * Math.floor(Math.abs(shifted) + 0.5);
    double result = digits < 0 ? rounded * factor : rounded / factor;
    if (Double.isNaN(result) || Double.isInfinite(result)) {
      return digits < 0 ? 0 : value;
    }
    return result;
  }

  private static Expression root(Expression[] in) {
    return new Strict(
        SqlType.DOUBLE,
        (out, a) -> {
          if (a[0].real() < 0) {
            throw new MalformedException("there is no square root of " + a[0].real());
          }
          out.set(Math.sqrt(a[0].real()));
        },
        cast(in, SqlType.DOUBLE));
  }
}
