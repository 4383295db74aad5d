// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.DoubleColumn;
import dev.sluice.core.shred.FloatColumn;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.LongColumn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.SQLDataException;
import java.util.Arrays;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Reads one value of a column as what a database column needs. */
public final class Values {
  private static final String OUT_OF_RANGE = "22003";

  private Values() {}

  /** A whole number, a day, or micro- or nanoseconds. */
  public static long whole(Column column, int row) {
    return column instanceof IntColumn ints ? ints.get(row) : ((LongColumn) column).get(row);
  }

  /** A whole number between the bounds. */
  public static long whole(Column column, int row, long least, long most) throws SQLDataException {
    long value = whole(column, row);
    if (value < least || value > most) {
      throw new SQLDataException(
          "the number " + value + " is outside of " + least + " to " + most, OUT_OF_RANGE);
    }
    return value;
  }

  /** Any number that is not a decimal. */
  public static double floating(Column column, int row) {
    if (column instanceof DoubleColumn doubles) {
      return doubles.get(row);
    }
    return column instanceof FloatColumn floats ? floats.get(row) : (double) whole(column, row);
  }

  /** Any number that is not a decimal, where a whole number must be a double exactly. */
  public static double exactFloating(Column column, int row) throws SQLDataException {
    double value = floating(column, row);
    boolean same =
        !(column instanceof LongColumn) || ((long) value == whole(column, row) && value != 0x1p63);
    if (!same) {
      throw new SQLDataException(
          "the number " + whole(column, row) + " is no exact floating-point number", OUT_OF_RANGE);
    }
    return value;
  }

  /** A decimal or whole number. */
  public static BigDecimal decimal(Column column, int row, Type type) {
    int scale = type.typeId() == Type.TypeID.DECIMAL ? ((Types.DecimalType) type).scale() : 0;
    if (column instanceof BytesColumn bytes) {
      return new BigDecimal(
          new BigInteger(bytes.data(), bytes.from(row), bytes.length(row)), scale);
    }
    return BigDecimal.valueOf(whole(column, row), scale);
  }

  /** A decimal in the precision and scale of its column; never rounded. */
  public static BigDecimal decimal(Column column, int row, Type type, int precision, int scale)
      throws SQLDataException {
    BigDecimal value = decimal(column, row, type);
    try {
      BigDecimal scaled = value.setScale(scale, RoundingMode.UNNECESSARY);
      if (scaled.precision() <= precision) {
        return scaled;
      }
    } catch (ArithmeticException e) {
      // told below, together with numbers that have too many digits
    }
    throw new SQLDataException(
        "the number "
            + value.toPlainString()
            + " does not fit DECIMAL("
            + precision
            + ","
            + scale
            + ")",
        OUT_OF_RANGE);
  }

  public static byte[] bytes(Column column, int row) {
    BytesColumn bytes = (BytesColumn) column;
    return Arrays.copyOfRange(bytes.data(), bytes.from(row), bytes.to(row));
  }

  public static String text(Column column, int row) {
    BytesColumn bytes = (BytesColumn) column;
    return new String(bytes.data(), bytes.from(row), bytes.length(row), StandardCharsets.UTF_8);
  }
}
