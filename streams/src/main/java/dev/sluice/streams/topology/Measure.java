// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.streams.expression.Expression;
import dev.sluice.streams.expression.SqlType;
import dev.sluice.streams.sql.Aggregate;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * An aggregate whose partial values can be put together. A partial value is bytes; that of one row
 * has the same form as that of a million, so there is one way to add.
 */
abstract class Measure {
  private final OutputColumn column;

  private Measure(OutputColumn column) {
    this.column = column;
  }

  /**
   * The measure of an aggregate.
   *
   * @param argument the type of what is aggregated
   */
  static Measure of(Aggregate aggregate, SqlType argument, OutputColumn column) {
    boolean real = argument.form() == SqlType.Form.REAL;
    return switch (aggregate) {
      case COUNT -> new Count(column);
      case SUM -> real ? new RealSum(column) : new ExactSum(column, argument);
      case AVG -> real ? new RealAverage(column) : new ExactAverage(column, argument);
      case MIN -> new Extreme(column, argument, -1);
      case MAX -> new Extreme(column, argument, 1);
    };
  }

  final OutputColumn column() {
    return column;
  }

  /** Whether no number of rows that anybody has can make the partial value too large. */
  boolean isBounded() {
    return true;
  }

  /**
   * Writes the partial value of one row.
   *
   * @param argument evaluated; null for count(*)
   * @param counts whether the row is aggregated at all
   */
  abstract void one(Expression argument, boolean counts, ByteOutput out);

  /** Puts two partial values together. */
  abstract void merge(ByteInput a, ByteInput b, ByteOutput out) throws MalformedException;

  /** Writes what a partial value stands for as an Avro field. */
  abstract void result(ByteInput partial, ByteOutput out) throws MalformedException;

  private static boolean counts(Expression argument, boolean counts) {
    return counts && (argument == null || !argument.isNull());
  }

  private static void writeExact(BigInteger value, SqlType type, ByteOutput out)
      throws MalformedException {
    if (value.abs().bitLength() > 126 || value.abs().compareTo(LIMIT) >= 0) {
      throw new MalformedException("a sum no longer fits " + type);
    }
    out.writeVarint(1);
    OutputColumn.writeBytes(value.toByteArray(), out);
  }

  private static final BigInteger LIMIT = BigInteger.TEN.pow(SqlType.MOST_DIGITS);

  private static final class Count extends Measure {
    Count(OutputColumn column) {
      super(column);
    }

    @Override
    void one(Expression argument, boolean counts, ByteOutput out) {
      out.writeVarint(counts(argument, counts) ? 1 : 0);
    }

    @Override
    void merge(ByteInput a, ByteInput b, ByteOutput out) {
      out.writeVarint(a.readVarint() + b.readVarint());
    }

    @Override
    void result(ByteInput partial, ByteOutput out) {
      out.writeVarint(partial.readVarint());
    }
  }

  /** Count of values, then what is kept of them. */
  private abstract static class Counted extends Measure {
    Counted(OutputColumn column) {
      super(column);
    }

    @Override
    final void one(Expression argument, boolean counts, ByteOutput out) {
      boolean counted = counts(argument, counts);
      out.writeVarint(counted ? 1 : 0);
      if (counted) {
        write(argument, out);
      }
    }

    abstract void write(Expression argument, ByteOutput out);

    @Override
    final void merge(ByteInput a, ByteInput b, ByteOutput out) throws MalformedException {
      long countA = a.readVarint();
      long countB = b.readVarint();
      out.writeVarint(countA + countB);
      if (countA > 0 && countB > 0) {
        add(a, b, out);
      } else if (countA > 0) {
        copy(a, out);
      } else if (countB > 0) {
        copy(b, out);
      }
    }

    abstract void add(ByteInput a, ByteInput b, ByteOutput out) throws MalformedException;

    void copy(ByteInput in, ByteOutput out) {
      int from = in.at();
      pass(in);
      out.write(in.data(), from, in.at() - from);
    }

    abstract void pass(ByteInput in);

    @Override
    final void result(ByteInput partial, ByteOutput out) throws MalformedException {
      long count = partial.readVarint();
      if (count == 0) {
        out.writeVarint(0);
      } else {
        result(count, partial, out);
      }
    }

    abstract void result(long count, ByteInput partial, ByteOutput out) throws MalformedException;
  }

  private static class ExactSum extends Counted {
    /** With ten digits more, which 10,000,000,000 rows may add, a sum still fits 38. */
    private static final int BOUNDED_DIGITS = 28;

    private final SqlType argument;

    ExactSum(OutputColumn column, SqlType argument) {
      super(column);
      this.argument = argument;
    }

    @Override
    boolean isBounded() {
      return argument.form() == SqlType.Form.LONG
          || (argument.kind() == SqlType.Kind.DECIMAL && argument.precision() <= BOUNDED_DIGITS);
    }

    @Override
    void write(Expression argument, ByteOutput out) {
      Int128.write(argument, out);
    }

    @Override
    void add(ByteInput a, ByteInput b, ByteOutput out) throws MalformedException {
      Int128.writeSum(a, b, out);
    }

    @Override
    void pass(ByteInput in) {
      in.skip(Int128.BYTES);
    }

    @Override
    void result(long count, ByteInput partial, ByteOutput out) throws MalformedException {
      writeExact(Int128.read(partial), column().type(), out);
    }
  }

  private static final class ExactAverage extends ExactSum {
    private final double unit;

    ExactAverage(OutputColumn column, SqlType argument) {
      super(column, argument);
      this.unit = BigInteger.TEN.pow(argument.scale()).doubleValue();
    }

    @Override
    void result(long count, ByteInput partial, ByteOutput out) {
      out.writeVarint(1);
      out.writeDouble(Int128.read(partial).doubleValue() / (count * unit));
    }
  }

  private static class RealSum extends Counted {
    RealSum(OutputColumn column) {
      super(column);
    }

    @Override
    void write(Expression argument, ByteOutput out) {
      out.writeFixed(Double.doubleToLongBits(argument.real()));
    }

    @Override
    void add(ByteInput a, ByteInput b, ByteOutput out) {
      double sum = Double.longBitsToDouble(a.readFixed()) + Double.longBitsToDouble(b.readFixed());
      out.writeFixed(Double.doubleToLongBits(sum));
    }

    @Override
    void pass(ByteInput in) {
      in.skip(8);
    }

    @Override
    void result(long count, ByteInput partial, ByteOutput out) {
      out.writeVarint(1);
      out.writeDouble(Double.longBitsToDouble(partial.readFixed()));
    }
  }

  private static final class RealAverage extends RealSum {
    RealAverage(OutputColumn column) {
      super(column);
    }

    @Override
    void result(long count, ByteInput partial, ByteOutput out) {
      out.writeVarint(1);
      out.writeDouble(Double.longBitsToDouble(partial.readFixed()) / count);
    }
  }

  /** The value itself, as an Avro field writes it. */
  private static final class Extreme extends Counted {
    private final OutputColumn value;
    private final int sign;

    Extreme(OutputColumn column, SqlType argument, int sign) {
      super(column);
      this.value = new OutputColumn(column.name(), argument, false);
      this.sign = sign;
    }

    @Override
    void write(Expression argument, ByteOutput out) {
      value.write(argument, out);
    }

    @Override
    void add(ByteInput a, ByteInput b, ByteOutput out) {
      int fromA = a.at();
      int fromB = b.at();
      pass(a);
      pass(b);
      boolean first = sign * compare(a.data(), fromA, a.at(), b.data(), fromB, b.at()) >= 0;
      if (first) {
        out.write(a.data(), fromA, a.at() - fromA);
      } else {
        out.write(b.data(), fromB, b.at() - fromB);
      }
    }

    private int compare(byte[] a, int fromA, int toA, byte[] b, int fromB, int toB) {
      ByteInput left = new ByteInput().of(a, fromA);
      ByteInput right = new ByteInput().of(b, fromB);
      return switch (value.type().kind()) {
        case BOOLEAN -> Integer.compare(left.readByte(), right.readByte());
        case TINYINT, SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP, TIMESTAMPTZ ->
            Long.compare(left.readVarint(), right.readVarint());
        case HUGEINT, DECIMAL -> number(left).compareTo(number(right));
        case FLOAT -> Float.compare(single(left), single(right));
        case DOUBLE -> Double.compare(real(left), real(right));
        case VARCHAR -> {
          left.readVarint();
          right.readVarint();
          yield Arrays.compareUnsigned(a, left.at(), toA, b, right.at(), toB);
        }
        case INTERVAL, NULL -> 0;
      };
    }

    private static BigInteger number(ByteInput in) {
      int length = (int) in.readVarint();
      return new BigInteger(in.data(), in.at(), length);
    }

    private static double real(ByteInput in) {
      return Double.longBitsToDouble(Long.reverseBytes(in.readFixed()));
    }

    private static float single(ByteInput in) {
      int bits = 0;
      for (int shift = 0; shift < 32; shift += 8) {
        bits |= (in.readByte() & 0xFF) << shift;
      }
      return Float.intBitsToFloat(bits);
    }

    @Override
    void pass(ByteInput in) {
      value.skip(in);
    }

    @Override
    void result(long count, ByteInput partial, ByteOutput out) {
      out.writeVarint(1);
      copy(partial, out);
    }
  }
}
