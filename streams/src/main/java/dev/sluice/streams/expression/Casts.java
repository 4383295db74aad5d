// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import dev.sluice.core.failure.MalformedException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/** Conversions between types, with DuckDB's rounding and ranges. */
final class Casts {
  private Casts() {}

  /** The value as another type; empty if there is no such conversion here. */
  static Optional<Expression> cast(Expression value, SqlType to) {
    SqlType from = value.type();
    if (from.equals(to)) {
      return Optional.of(value);
    }
    if (from.kind() == SqlType.Kind.NULL) {
      return Optional.of(Constant.nothing(to));
    }
    return body(from, to).map(body -> new Strict(to, body, value));
  }

  private static Optional<Strict.Body> body(SqlType from, SqlType to) {
    Strict.Body body =
        switch (to.kind()) {
          case TINYINT, SMALLINT, INTEGER, BIGINT, HUGEINT -> toWhole(from);
          case DECIMAL -> toDecimal(from, to);
          case FLOAT, DOUBLE -> toReal(from, to);
          case BOOLEAN -> toBoolean(from);
          case VARCHAR -> toText(from);
          case DATE, TIMESTAMP, TIMESTAMPTZ -> toTime(from, to);
          case TIME, INTERVAL, NULL -> null;
        };
    return Optional.ofNullable(body);
  }

  private static Strict.Body toWhole(SqlType from) {
    return switch (from.kind()) {
      case BOOLEAN -> (out, in) -> Exact.store(out, in[0].number());
      case TINYINT, SMALLINT, INTEGER, BIGINT -> (out, in) -> Exact.store(out, in[0].number());
      case HUGEINT -> (out, in) -> Exact.store(out, in[0].big());
      case DECIMAL -> (out, in) -> Exact.store(out, Exact.rescaled(in[0].big(), from.scale(), 0));
      case FLOAT, DOUBLE -> (out, in) -> Exact.store(out, whole(in[0].real(), out.type()));
      case VARCHAR -> (out, in) -> Exact.store(out, decimal(number(in[0]), SqlType.decimal(38, 0)));
      default -> null;
    };
  }

  private static BigInteger whole(double value, SqlType to) throws MalformedException {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new MalformedException(value + " does not fit " + to);
    }
    return new BigDecimal(Math.rint(value)).toBigInteger();
  }

  private static Strict.Body toDecimal(SqlType from, SqlType to) {
    if (from.form() == SqlType.Form.LONG
        && to.form() == SqlType.Form.LONG
        && from.isExact()
        && to.scale() >= from.scale()) {
      long factor = Exact.longPower(to.scale() - from.scale());
      return (out, in) -> {
        long value = in[0].number();
        long high = Math.multiplyHigh(value, factor);
        long low = value * factor;
        if (high != low >> 63) {
          throw Exact.tooLarge(to);
        }
        Exact.store(out, low);
      };
    }
    return switch (from.kind()) {
      case TINYINT, SMALLINT, INTEGER, BIGINT, HUGEINT, DECIMAL ->
          (out, in) -> Exact.store(out, Exact.rescaled(in[0].big(), from.scale(), to.scale()));
      case FLOAT, DOUBLE -> (out, in) -> Exact.store(out, decimal(in[0].real(), to));
      case VARCHAR -> (out, in) -> Exact.store(out, decimal(number(in[0]), to));
      default -> null;
    };
  }

  private static BigInteger decimal(double value, SqlType to) throws MalformedException {
    double shifted = value * Exact.power(to.scale()).doubleValue();
    if (Double.isNaN(shifted) || Double.isInfinite(shifted)) {
      throw new MalformedException(value + " does not fit " + to);
    }
    double rounded = Math.signum(shifted) * Math.floor(Math.abs(shifted) + 0.5);
    return new BigDecimal(rounded).toBigInteger();
  }

  private static BigInteger decimal(BigDecimal value, SqlType to) throws MalformedException {
    if (value.precision() - value.scale() > SqlType.MOST_DIGITS) {
      throw Exact.tooLarge(to);
    }
    return value.setScale(to.scale(), java.math.RoundingMode.HALF_UP).unscaledValue();
  }

  /** Digits with a sign and a point, and nothing else: what every database reads alike. */
  private static BigDecimal number(Expression text) throws MalformedException {
    String trimmed = text.text().strip();
    if (!trimmed.matches("[+-]?\\d{1,60}(\\.\\d{0,60})?")) {
      throw new MalformedException("'" + trimmed + "' is not a number in plain digits");
    }
    String digits = trimmed.endsWith(".") ? trimmed.substring(0, trimmed.length() - 1) : trimmed;
    return new BigDecimal(digits);
  }

  private static Strict.Body toReal(SqlType from, SqlType to) {
    boolean single = to.kind() == SqlType.Kind.FLOAT;
    return switch (from.kind()) {
      case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT ->
          single
              ? (out, in) -> out.set((double) (float) in[0].number())
              : (out, in) -> out.set((double) in[0].number());
      case HUGEINT, DECIMAL ->
          (out, in) -> {
            double value = Exact.toDouble(in[0].big(), from.scale());
            out.set(single ? (double) (float) value : value);
          };
      case FLOAT -> (out, in) -> out.set(in[0].real());
      case DOUBLE -> (out, in) -> out.set(single((float) in[0].real(), in[0].real()));
      case VARCHAR -> (out, in) -> out.set(real(in[0], single));
      default -> null;
    };
  }

  private static double single(float value, double from) throws MalformedException {
    if (Float.isInfinite(value) && !Double.isInfinite(from)) {
      throw new MalformedException(from + " does not fit FLOAT");
    }
    return value;
  }

  private static double real(Expression text, boolean single) throws MalformedException {
    String trimmed = text.text().strip();
    if (!trimmed.matches("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,3})?")) {
      throw new MalformedException("'" + trimmed + "' is not a number");
    }
    return single ? Float.parseFloat(trimmed) : Double.parseDouble(trimmed);
  }

  private static Strict.Body toBoolean(SqlType from) {
    return switch (from.kind()) {
      case TINYINT, SMALLINT, INTEGER, BIGINT -> (out, in) -> out.set(in[0].number() != 0);
      case HUGEINT -> (out, in) -> out.set(in[0].big().signum() != 0);
      case VARCHAR -> (out, in) -> out.set(truth(in[0].text()));
      default -> null;
    };
  }

  private static boolean truth(String text) throws MalformedException {
    return switch (text.toLowerCase(java.util.Locale.ROOT)) {
      case "true", "t", "1", "yes", "y" -> true;
      case "false", "f", "0", "no", "n" -> false;
      default -> throw new MalformedException("'" + text + "' is neither true nor false");
    };
  }

  private static Strict.Body toText(SqlType from) {
    return switch (from.kind()) {
      case BOOLEAN -> (out, in) -> out.set(in[0].number() != 0 ? "true" : "false");
      case TINYINT, SMALLINT, INTEGER, BIGINT ->
          (out, in) -> out.set(Long.toString(in[0].number()));
      case HUGEINT, DECIMAL -> (out, in) -> out.set(Exact.text(in[0].big(), from.scale()));
      case DATE -> (out, in) -> out.set(Times.dateText(in[0].number()));
      case TIMESTAMP -> (out, in) -> out.set(Times.timestampText(in[0].number()));
      case TIMESTAMPTZ -> (out, in) -> out.set(Times.timestampText(in[0].number()) + "+00");
      case TIME -> (out, in) -> out.set(Times.timeText(in[0].number()));
      default -> null;
    };
  }

  private static Strict.Body toTime(SqlType from, SqlType to) {
    if (to.kind() == SqlType.Kind.DATE) {
      return switch (from.kind()) {
        case TIMESTAMP, TIMESTAMPTZ ->
            (out, in) -> out.set(Math.floorDiv(in[0].number(), Interval.MICROS_PER_DAY));
        case VARCHAR -> (out, in) -> out.set(Times.date(in[0].text()));
        default -> null;
      };
    }
    return switch (from.kind()) {
      case TIMESTAMP, TIMESTAMPTZ -> (out, in) -> out.set(in[0].number());
      case DATE -> (out, in) -> out.set(Times.midnight(in[0].number()));
      case VARCHAR ->
          to.kind() == SqlType.Kind.TIMESTAMPTZ
              ? (out, in) -> out.set(Times.instant(in[0].text()))
              : (out, in) -> out.set(Times.timestamp(in[0].text()));
      default -> null;
    };
  }
}
