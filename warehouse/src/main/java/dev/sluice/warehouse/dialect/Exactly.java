// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

import dev.sluice.core.shred.Column;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLDataException;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Values in columns of another type than their own, as they come where a topic has no schema: a
 * value fits exactly, or it does not fit at all.
 */
public final class Exactly {
  private static final String OUT_OF_RANGE = "22003";
  private static final String INVALID = "22P02";
  private static final int SHOWN = 40;

  private Exactly() {}

  /** A value of any type as a number. */
  public static BigDecimal number(Column column, int row, Type type) throws SQLDataException {
    try {
      return switch (type.typeId()) {
        case INTEGER, LONG -> BigDecimal.valueOf(Values.whole(column, row));
        // By its shortest text: 0.1 is meant as a tenth, not as the double nearest to it.
        case FLOAT -> new BigDecimal(Float.toString((float) Values.floating(column, row)));
        case DOUBLE -> new BigDecimal(Double.toString(Values.floating(column, row)));
        case DECIMAL -> Values.decimal(column, row, type);
        case STRING -> new BigDecimal(Values.text(column, row).strip());
        default -> throw misfit(column, row, type);
      };
    } catch (NumberFormatException e) {
      throw (SQLDataException) misfit(column, row, type).initCause(e);
    }
  }

  /** A whole number between the bounds. */
  public static long whole(BigDecimal number, long least, long most) throws SQLDataException {
    String wanted = "a whole number from " + least + " to " + most;
    long whole;
    try {
      whole = number.longValueExact();
    } catch (ArithmeticException e) {
      if (isFloating(number)) {
        throw new TooNarrow(isNot(number, wanted), OUT_OF_RANGE, Types.DoubleType.get());
      }
      throw outOfRange(number, wanted);
    }
    if (whole < least || whole > most) {
      throw new TooNarrow(isNot(number, wanted), OUT_OF_RANGE, Types.LongType.get());
    }
    return whole;
  }

  /** A double whose shortest text is the number. */
  public static double floating(BigDecimal number) throws SQLDataException {
    if (!isFloating(number)) {
      throw outOfRange(number, "exactly a floating-point number");
    }
    return number.doubleValue();
  }

  private static boolean isFloating(BigDecimal number) {
    double floating = number.doubleValue();
    return Double.isFinite(floating)
        && new BigDecimal(Double.toString(floating)).compareTo(number) == 0;
  }

  /** A decimal in a precision and scale; a negative precision is one without limits. */
  public static BigDecimal decimal(BigDecimal number, int precision, int scale)
      throws SQLDataException {
    if (precision < 0) {
      return number;
    }
    try {
      BigDecimal scaled = number.setScale(scale, RoundingMode.UNNECESSARY);
      if (scaled.precision() <= precision) {
        return scaled;
      }
    } catch (ArithmeticException e) {
      // told below, together with numbers that have too many digits
    }
    throw outOfRange(
        number, "a decimal of " + precision + " digits, " + scale + " after the point");
  }

  /** A truth value. */
  public static boolean truth(Column column, int row, Type type) throws SQLDataException {
    return switch (JsonText.scalar(column, row, type)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw misfit(column, row, type);
    };
  }

  /** That a value is of a type which the column cannot take. */
  public static SQLDataException misfit(Column column, int row, Type type) {
    return new SQLDataException(
        "the " + type + " '" + shown(JsonText.scalar(column, row, type)) + "' does not fit",
        INVALID);
  }

  private static SQLDataException outOfRange(BigDecimal number, String wanted) {
    return new SQLDataException(isNot(number, wanted), OUT_OF_RANGE);
  }

  private static String isNot(BigDecimal number, String wanted) {
    return "the number " + shown(number.toString()) + " is not " + wanted;
  }

  private static String shown(String text) {
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
  }
}
