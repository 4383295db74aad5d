// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The ways in which a column may grow without losing a value, in a dialect's words. They are
 * Iceberg's promotions, so that lake and warehouse change together; and whole numbers become
 * floating, as topics without a schema need it, if the table holds none that would be rounded.
 *
 * @param digits most digits a decimal can have
 */
public record Widening(
    String integer, String big, String single, String twice, String decimal, int digits) {
  private static final int INT_DIGITS = 10;
  private static final int LONG_DIGITS = 19;

  /** The wider type; empty if the column holds the values already or cannot grow. */
  public Optional<String> of(SqlType column, Type type) {
    return switch (type.typeId()) {
      case LONG -> column.is(integer) ? Optional.of(big) : Optional.empty();
      case DOUBLE ->
          column.is(single) || column.is(integer) || column.is(big)
              ? Optional.of(twice)
              : Optional.empty();
      case DECIMAL -> decimal(column, (Types.DecimalType) type);
      default -> Optional.empty();
    };
  }

  /**
   * Whether a column holds values of a type, or can grow so that it does.
   *
   * @param created what a column for the type would be
   */
  public boolean holds(SqlType column, Type type, SqlType created) {
    if (column.name().equals(created.name()) || of(column, type).isPresent()) {
      return type.typeId() != Type.TypeID.DECIMAL
          || column.holds(
              ((Types.DecimalType) type).precision(), ((Types.DecimalType) type).scale())
          || of(column, type).isPresent();
    }
    return switch (type.typeId()) {
      case INTEGER, LONG ->
          column.is(integer)
              || column.is(big)
              || column.is(twice)
              || (column.is(decimal) && holdsWhole(column, type));
      case FLOAT -> column.is(twice);
      default -> false;
    };
  }

  private static boolean holdsWhole(SqlType column, Type type) {
    int needed = type.typeId() == Type.TypeID.INTEGER ? INT_DIGITS : LONG_DIGITS;
    return column.holds(needed, 0);
  }

  private Optional<String> decimal(SqlType column, Types.DecimalType type) {
    if (!column.is(decimal) || column.holds(type.precision(), type.scale())) {
      return Optional.empty();
    }
    int scale = Math.max(column.scale(), type.scale());
    int whole = Math.max(column.precision() - column.scale(), type.precision() - type.scale());
    return whole + scale > digits
        ? Optional.empty()
        : Optional.of(decimal + "(" + (whole + scale) + "," + scale + ")");
  }
}
