// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.schema;

import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types;

/** The smallest type without parts that holds the values of two others, each of them exactly. */
public final class CommonType {
  private static final int MOST_DIGITS = 38;
  private static final int INT_DIGITS = 10;
  private static final int LONG_DIGITS = 19;

  private CommonType() {}

  /**
   * The type; empty if there is none. A double is that of a long and a double, although not every
   * long is one: who writes it there checks the value.
   */
  public static Optional<Type> of(Type a, Type b) {
    if (a.equals(b)) {
      return Optional.of(a);
    }
    if (isWhole(a) && isWhole(b)) {
      return Optional.of(Types.LongType.get());
    }
    if (isBinary(a) && isBinary(b)) {
      return Optional.of(Types.BinaryType.get());
    }
    boolean numbers = (isWhole(a) || isFloating(a)) && (isWhole(b) || isFloating(b));
    return numbers ? Optional.of(Types.DoubleType.get()) : decimal(a, b);
  }

  /** Whether a column of one type holds values of another. */
  public static boolean holds(Type column, Type value) {
    return of(column, value).filter(column::equals).isPresent();
  }

  private static Optional<Type> decimal(Type a, Type b) {
    boolean any = a.typeId() == TypeID.DECIMAL || b.typeId() == TypeID.DECIMAL;
    if (!any || digits(a) < 0 || digits(b) < 0) {
      return Optional.empty();
    }
    int scale = Math.max(scale(a), scale(b));
    int whole = Math.max(digits(a) - scale(a), digits(b) - scale(b));
    return whole + scale > MOST_DIGITS
        ? Optional.empty()
        : Optional.of(Types.DecimalType.of(whole + scale, scale));
  }

  /** Negative for a type without a fixed number of digits. */
  private static int digits(Type type) {
    return switch (type.typeId()) {
      case INTEGER -> INT_DIGITS;
      case LONG -> LONG_DIGITS;
      case DECIMAL -> ((Types.DecimalType) type).precision();
      default -> -1;
    };
  }

  private static int scale(Type type) {
    return type.typeId() == TypeID.DECIMAL ? ((Types.DecimalType) type).scale() : 0;
  }

  static boolean isWhole(Type type) {
    return type.typeId() == TypeID.INTEGER || type.typeId() == TypeID.LONG;
  }

  static boolean isFloating(Type type) {
    return type.typeId() == TypeID.FLOAT || type.typeId() == TypeID.DOUBLE;
  }

  static boolean isBinary(Type type) {
    return type.typeId() == TypeID.BINARY || type.typeId() == TypeID.FIXED;
  }
}
