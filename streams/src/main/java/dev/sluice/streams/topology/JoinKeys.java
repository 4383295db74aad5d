// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import dev.sluice.streams.expression.Expression;
import dev.sluice.streams.expression.SqlType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Values as bytes, so that equal values of either side have equal bytes. */
final class JoinKeys {
  private JoinKeys() {}

  static void write(Expression value, ByteOutput out) {
    switch (value.type().form()) {
      case TEXT -> out.write(value.bytes(), value.from(), value.to() - value.from());
      case LONG, BIG -> {
        BigDecimal number = new BigDecimal(value.big(), value.type().scale()).stripTrailingZeros();
        byte[] digits = number.toPlainString().getBytes(StandardCharsets.UTF_8);
        out.write(digits, 0, digits.length);
      }
      case REAL, NONE -> throw new IllegalStateException("no join by " + value.type());
    }
  }

  /** Whether values of both types can be looked up in each other. */
  static boolean fit(SqlType left, SqlType right) {
    if (left.form() == SqlType.Form.TEXT || right.form() == SqlType.Form.TEXT) {
      return left.form() == right.form();
    }
    return (isExact(left) && isExact(right)) || (left.kind() == right.kind() && isExactForm(left));
  }

  private static boolean isExactForm(SqlType type) {
    return type.form() == SqlType.Form.LONG || type.form() == SqlType.Form.BIG;
  }

  private static boolean isExact(SqlType type) {
    return switch (type.kind()) {
      case TINYINT, SMALLINT, INTEGER, BIGINT, HUGEINT, DECIMAL -> true;
      default -> false;
    };
  }
}
