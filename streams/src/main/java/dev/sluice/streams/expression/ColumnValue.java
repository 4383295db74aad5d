// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.DoubleColumn;
import dev.sluice.core.shred.FloatColumn;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.LongColumn;
import java.math.BigInteger;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Values of a batch's columns, in its first and only row. */
public final class ColumnValue {
  private ColumnValue() {}

  /** The SQL type of a column; empty if expressions do not work with it. */
  public static Optional<SqlType> type(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> Optional.of(SqlType.BOOLEAN);
      case INTEGER -> Optional.of(SqlType.of(SqlType.Kind.INTEGER));
      case LONG -> Optional.of(SqlType.BIGINT);
      case FLOAT -> Optional.of(SqlType.of(SqlType.Kind.FLOAT));
      case DOUBLE -> Optional.of(SqlType.DOUBLE);
      case DATE -> Optional.of(SqlType.DATE);
      case TIME -> Optional.of(SqlType.of(SqlType.Kind.TIME));
      case TIMESTAMP ->
          Optional.of(
              ((Types.TimestampType) type).shouldAdjustToUTC()
                  ? SqlType.of(SqlType.Kind.TIMESTAMPTZ)
                  : SqlType.TIMESTAMP);
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield Optional.of(SqlType.decimal(decimal.precision(), decimal.scale()));
      }
      case STRING -> Optional.of(SqlType.VARCHAR);
      case UUID,
          FIXED,
          BINARY,
          TIMESTAMP_NANO,
          STRUCT,
          LIST,
          MAP,
          GEOMETRY,
          GEOGRAPHY,
          VARIANT,
          UNKNOWN ->
          Optional.empty();
    };
  }

  /**
   * The value of a column.
   *
   * @param readAs the column's own type
   * @param type what the SQL takes it for: the same, or another that it is cast to
   */
  public static Expression of(Type readAs, Column column, SqlType type) {
    SqlType own = type(readAs).orElseThrow();
    return Casts.cast(of(own, column), type).orElseThrow();
  }

  private static Expression of(SqlType type, Column column) {
    if (column instanceof LongColumn longs) {
      return new OfLongs(type, longs);
    }
    if (column instanceof IntColumn ints) {
      return new OfInts(type, ints);
    }
    if (column instanceof BytesColumn bytes) {
      return type.form() == SqlType.Form.TEXT
          ? new OfTexts(type, bytes)
          : new OfLongDecimals(type, bytes);
    }
    if (column instanceof DoubleColumn doubles) {
      return new OfDoubles(type, doubles);
    }
    if (column instanceof FloatColumn floats) {
      return new OfFloats(type, floats);
    }
    return new OfBooleans(type, (BooleanColumn) column);
  }

  private static final class OfLongs extends Expression {
    private final LongColumn column;

    OfLongs(SqlType type, LongColumn column) {
      super(type);
      this.column = column;
    }

    @Override
    public void evaluate() {
      if (column.isNull(0)) {
        setNull();
      } else {
        set(column.get(0));
      }
    }
  }

  private static final class OfInts extends Expression {
    private final IntColumn column;

    OfInts(SqlType type, IntColumn column) {
      super(type);
      this.column = column;
    }

    @Override
    public void evaluate() {
      if (column.isNull(0)) {
        setNull();
      } else {
        set((long) column.get(0));
      }
    }
  }

  private static final class OfTexts extends Expression {
    private final BytesColumn column;

    OfTexts(SqlType type, BytesColumn column) {
      super(type);
      this.column = column;
    }

    @Override
    public void evaluate() {
      if (column.isNull(0)) {
        setNull();
      } else {
        set(column.data(), column.from(0), column.to(0));
      }
    }
  }

  private static final class OfLongDecimals extends Expression {
    private final BytesColumn column;

    OfLongDecimals(SqlType type, BytesColumn column) {
      super(type);
      this.column = column;
    }

    @Override
    public void evaluate() {
      if (column.isNull(0)) {
        setNull();
      } else {
        set(new BigInteger(column.data(), column.from(0), column.length(0)));
      }
    }
  }

  private static final class OfDoubles extends Expression {
    private final DoubleColumn column;

    OfDoubles(SqlType type, DoubleColumn column) {
      super(type);
      this.column = column;
    }

    @Override
    public void evaluate() {
      if (column.isNull(0)) {
        setNull();
      } else {
        set(column.get(0));
      }
    }
  }

  private static final class OfFloats extends Expression {
    private final FloatColumn column;

    OfFloats(SqlType type, FloatColumn column) {
      super(type);
      this.column = column;
    }

    @Override
    public void evaluate() {
      if (column.isNull(0)) {
        setNull();
      } else {
        set((double) column.get(0));
      }
    }
  }

  private static final class OfBooleans extends Expression {
    private final BooleanColumn column;

    OfBooleans(SqlType type, BooleanColumn column) {
      super(type);
      this.column = column;
    }

    @Override
    public void evaluate() {
      if (column.isNull(0)) {
        setNull();
      } else {
        set(column.get(0));
      }
    }
  }
}
