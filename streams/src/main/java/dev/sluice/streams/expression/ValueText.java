// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/** Values of Avro records as SQL writes them. */
public final class ValueText {
  private ValueText() {}

  /**
   * The text of a value.
   *
   * @param value as Avro's generic reader leaves it, logical types not applied; null for null
   */
  public static String of(SqlType type, Object value) {
    if (value == null) {
      return null;
    }
    return switch (type.kind()) {
      case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, FLOAT, DOUBLE, VARCHAR -> value.toString();
      case HUGEINT, DECIMAL -> decimal((ByteBuffer) value, type.scale());
      case DATE -> Times.dateText(((Number) value).longValue());
      case TIME -> Times.timeText(((Number) value).longValue());
      case TIMESTAMP -> Times.timestampText(((Number) value).longValue());
      case TIMESTAMPTZ -> Times.timestampText(((Number) value).longValue()) + "+00";
      case INTERVAL, NULL -> throw new IllegalStateException("no record holds a " + type);
    };
  }

  private static String decimal(ByteBuffer value, int scale) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return Exact.text(new BigInteger(bytes), scale);
  }
}
