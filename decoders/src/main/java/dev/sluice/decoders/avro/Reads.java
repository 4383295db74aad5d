// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.avro;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.DoubleColumn;
import dev.sluice.core.shred.FloatColumn;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.core.shred.MapColumn;
import dev.sluice.core.shred.StructColumn;
import dev.sluice.decoders.DecimalTarget;
import dev.sluice.decoders.Exact;
import dev.sluice.decoders.IsoTime;
import dev.sluice.decoders.UuidText;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.iceberg.types.Types;

/** Steps that append a value to a column, one small class per pair of wire and column type. */
final class Reads {
  private Reads() {}

  static final class Bool extends Step {
    private final BooleanColumn column;

    Bool(Column column) {
      this.column = (BooleanColumn) column;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      column.add(in.readBoolean());
    }
  }

  static final class Int32 extends Step {
    private final IntColumn column;

    Int32(Column column) {
      this.column = (IntColumn) column;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      column.add(in.readInt());
    }
  }

  static final class Int64 extends Step {
    private final LongColumn column;

    Int64(Column column) {
      this.column = (LongColumn) column;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      column.add(in.readLong());
    }
  }

  /** Milliseconds that become microseconds. */
  static final class Millis extends Step {
    private static final long MOST = Long.MAX_VALUE / 1000;
    private final LongColumn column;

    Millis(Column column) {
      this.column = (LongColumn) column;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      long millis = in.readLong();
      if (millis > MOST || millis < -MOST) {
        throw new MalformedException(millis + " ms is outside the range of a timestamp");
      }
      column.add(millis * 1000);
    }
  }

  static final class Float32 extends Step {
    private final FloatColumn column;

    Float32(Column column) {
      this.column = (FloatColumn) column;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      column.add(in.readFloat());
    }
  }

  static final class Float64 extends Step {
    private final DoubleColumn column;

    Float64(Column column) {
      this.column = (DoubleColumn) column;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      column.add(in.readDouble());
    }
  }

  /** A float in a column that other writers have widened to double. */
  static final class FloatAsDouble extends Step {
    private final DoubleColumn column;

    FloatAsDouble(Column column) {
      this.column = (DoubleColumn) column;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      column.add(in.readFloat());
    }
  }

  /** A whole number in a column that other writers have made floating; it must be one exactly. */
  static final class WholeAsDouble extends Step {
    private final DoubleColumn column;

    WholeAsDouble(Column column) {
      this.column = (DoubleColumn) column;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      column.add(Exact.floating(in.readLong()));
    }
  }

  /** A whole number in a column that other writers have made a decimal. */
  static final class WholeAsDecimal extends Step {
    private final DecimalTarget column;

    WholeAsDecimal(Column column, Types.DecimalType type) {
      this.column = new DecimalTarget(column, type);
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      column.add(in.readLong(), 0);
    }
  }

  /** A decimal in a column that other writers have given more places. */
  static final class RescaledDecimal extends Step {
    private final DecimalTarget column;
    private final int scale;
    private final BigInteger bound;
    private final int fixedLength;

    RescaledDecimal(
        Column column, LogicalTypes.Decimal own, Types.DecimalType type, int fixedLength) {
      this.column = new DecimalTarget(column, type);
      this.scale = own.getScale();
      this.bound = BigInteger.TEN.pow(own.getPrecision());
      this.fixedLength = fixedLength;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      int length = fixedLength < 0 ? in.readLength() : fixedLength;
      int from = in.take(length);
      BigInteger value = length == 0 ? bound : new BigInteger(in.bytes, from, length);
      if (value.abs().compareTo(bound) >= 0) {
        throw new MalformedException(
            "a decimal of " + length + " bytes has more digits than its schema allows, or none");
      }
      column.add(value, scale);
    }
  }

  /** A value that no column takes. */
  static final class Refused extends Step {
    private final int nullBranch;
    private final String reason;

    /**
     * @param nullBranch branch of its union that is null; negative if there is none
     */
    Refused(int nullBranch, String reason) {
      this.nullBranch = nullBranch;
      this.reason = reason;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      if (nullBranch < 0 || in.readLong() != nullBranch) {
        throw new MalformedException(reason);
      }
    }
  }

  static final class Text extends Step {
    private final BytesColumn column;

    Text(Column column) {
      this.column = (BytesColumn) column;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      int length = in.readLength();
      int from = in.take(length);
      in.checkUtf8(from, length);
      column.add(in.bytes, from, length);
    }
  }

  static final class Bytes extends Step {
    private final BytesColumn column;

    Bytes(Column column) {
      this.column = (BytesColumn) column;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      int length = in.readLength();
      column.add(in.bytes, in.take(length), length);
    }
  }

  static final class Fixed extends Step {
    private final BytesColumn column;
    private final int length;

    Fixed(Column column, int length) {
      this.column = (BytesColumn) column;
      this.length = length;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      column.add(in.bytes, in.take(length), length);
    }
  }

  static final class Symbol extends Step {
    private final BytesColumn column;
    private final byte[][] symbols;

    Symbol(Column column, List<String> symbols) {
      this.column = (BytesColumn) column;
      this.symbols =
          symbols.stream().map(s -> s.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      int symbol = in.readInt();
      if (symbol < 0 || symbol >= symbols.length) {
        throw new MalformedException("an enum names symbol " + symbol + " of " + symbols.length);
      }
      column.add(symbols[symbol], 0, symbols[symbol].length);
    }
  }

  static final class Uuid extends Step {
    private final BytesColumn column;
    private final UuidText uuid = new UuidText();

    Uuid(Column column) {
      this.column = (BytesColumn) column;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      int length = in.readLength();
      uuid.append(new String(in.bytes, in.take(length), length, StandardCharsets.UTF_8), column);
    }
  }

  /** A time in ISO 8601. */
  static final class Zoned extends Step {
    private final LongColumn column;
    private final boolean date;
    private final IsoTime iso = new IsoTime();

    /**
     * @param date whether there is a date before the time
     */
    Zoned(Column column, boolean date) {
      this.column = (LongColumn) column;
      this.date = date;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      int length = in.readLength();
      int from = in.take(length);
      column.add(date ? iso.timestamp(in.bytes, from, length) : iso.time(in.bytes, from, length));
    }
  }

  /** A record of the number of places, and the number without its point. */
  static final class VariableDecimal extends Step {
    private final DecimalTarget column;

    VariableDecimal(Column column, Types.DecimalType type) {
      this.column = new DecimalTarget(column, type);
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      int scale = in.readInt();
      int length = in.readLength();
      int from = in.take(length);
      if (length == 0) {
        throw new MalformedException("a decimal has no bytes");
      }
      column.add(new BigInteger(in.bytes, from, length), scale);
    }
  }

  /** A decimal whose unscaled value fits a long. */
  static final class ShortDecimal extends Step {
    private final LongColumn column;
    private final long bound;
    private final int fixedLength;

    /**
     * @param fixedLength length in bytes of a fixed; -1 for bytes
     */
    ShortDecimal(Column column, int precision, int fixedLength) {
      this.column = (LongColumn) column;
      this.bound = BigInteger.TEN.pow(precision).longValueExact();
      this.fixedLength = fixedLength;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      int length = fixedLength < 0 ? in.readLength() : fixedLength;
      int from = in.take(length);
      if (length == 0) {
        throw new MalformedException("a decimal has no bytes");
      }
      long value =
          length <= 8 ? shortValue(in.bytes, from, length) : longValue(in.bytes, from, length);
      if (value >= bound || value <= -bound) {
        throw new MalformedException(
            "a decimal with unscaled value " + value + " has more digits than its schema allows");
      }
      column.add(value);
    }

    private static long shortValue(byte[] bytes, int from, int length) {
      long value = bytes[from];
      for (int i = 1; i < length; i++) {
        value = value << 8 | (bytes[from + i] & 0xFF);
      }
      return value;
    }

    private static long longValue(byte[] bytes, int from, int length) throws MalformedException {
      BigInteger value = new BigInteger(bytes, from, length);
      if (value.bitLength() > 63) {
        throw new MalformedException(
            "a decimal of " + length + " bytes has more digits than its schema allows");
      }
      return value.longValue();
    }
  }

  /** A decimal of more than 18 digits: the bytes are the column's own form already. */
  static final class LongDecimal extends Step {
    private final BytesColumn column;
    private final BigInteger bound;
    private final int fixedLength;

    LongDecimal(Column column, int precision, int fixedLength) {
      this.column = (BytesColumn) column;
      this.bound = BigInteger.TEN.pow(precision);
      this.fixedLength = fixedLength;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      int length = fixedLength < 0 ? in.readLength() : fixedLength;
      int from = in.take(length);
      if (length == 0 || new BigInteger(in.bytes, from, length).abs().compareTo(bound) >= 0) {
        throw new MalformedException(
            "a decimal of " + length + " bytes has more digits than its schema allows, or none");
      }
      column.add(in.bytes, from, length);
    }
  }

  /** A union of null and one other type. */
  static final class Nullable extends Step {
    private final Column column;
    private final int nullBranch;
    private final Step value;

    Nullable(Column column, int nullBranch, Step value) {
      this.column = column;
      this.nullBranch = nullBranch;
      this.value = value;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      long branch = in.readLong();
      if (branch == nullBranch) {
        column.addNull();
      } else if (branch == 1 - nullBranch) {
        value.run(in);
      } else {
        throw new MalformedException("a union names branch " + branch + " of 2");
      }
    }
  }

  /** A union of one type alone. */
  static final class Single extends Step {
    private final Step value;

    Single(Step value) {
      this.value = value;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      long branch = in.readLong();
      if (branch != 0) {
        throw new MalformedException("a union names branch " + branch + " of 1");
      }
      value.run(in);
    }
  }

  static final class Struct extends Step {
    private final StructColumn column;
    private final Step[] fields;

    Struct(StructColumn column, Step[] fields) {
      this.column = column;
      this.fields = fields;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      for (Step field : fields) {
        field.run(in);
      }
      column.add();
    }
  }

  static final class Items extends Step {
    private final ListColumn column;
    private final Step element;

    Items(ListColumn column, Step element) {
      this.column = column;
      this.element = element;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      for (long count = in.readBlock(); count != 0; count = in.readBlock()) {
        for (long i = 0; i < count; i++) {
          element.run(in);
        }
      }
      column.add();
    }
  }

  static final class Entries extends Step {
    private final MapColumn column;
    private final Step key;
    private final Step value;

    Entries(MapColumn column, Step value) {
      this.column = column;
      this.key = new Text(column.keys());
      this.value = value;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      for (long count = in.readBlock(); count != 0; count = in.readBlock()) {
        for (long i = 0; i < count; i++) {
          key.run(in);
          value.run(in);
        }
      }
      column.add();
    }
  }
}
