// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.protobuf;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.DoubleColumn;
import dev.sluice.core.shred.FloatColumn;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.core.shred.StructColumn;
import dev.sluice.decoders.DecimalTarget;
import dev.sluice.decoders.Exact;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** One small class per kind of value that a {@link Message} can hold. */
final class Values {
  private static final byte[] NOTHING = {};

  private Values() {}

  /**
   * @throws MalformedException if the column cannot hold the values
   */
  static Value of(Message.Content content, Type type, Column column, Conflicts conflicts)
      throws MalformedException {
    Type own = ProtoTypes.of(content);
    // An int may have become a long, and a float a double, by another version of the schema.
    if (!conflicts.holds(type, own)) {
      throw new MalformedException("Protobuf " + own + " does not fit a column of type " + type);
    }
    if (content instanceof Message.Scalar scalar) {
      return scalar(scalar, type, column);
    }
    if (content instanceof Message.Wrapped wrapped) {
      return new Wrapper(scalar(wrapped.scalar(), type, column));
    }
    if (content instanceof Message.Symbols symbols) {
      return new Symbol(symbols, (BytesColumn) column);
    }
    if (content instanceof Message.Moment) {
      return new Moment((LongColumn) column);
    }
    if (content instanceof Message.Mark) {
      return new Mark((BooleanColumn) column);
    }
    if (content instanceof Message.Nested nested) {
      return new Struct(nested.message(), type.asStructType(), (StructColumn) column, conflicts);
    }
    return new Bytes((BytesColumn) column, false);
  }

  private static Value scalar(Message.Scalar scalar, Type type, Column column) {
    return switch (scalar) {
      case INT32, SINT32, SFIXED32, UINT32, FIXED32, INT64, SINT64, SFIXED64 ->
          whole(scalar, type, column);
      case UINT64, FIXED64 ->
          new Unsigned(scalar, new DecimalTarget(column, (Types.DecimalType) type));
      case FLOAT, DOUBLE -> new Floating(scalar, column);
      case BOOL -> new Bool((BooleanColumn) column);
      case STRING -> new Bytes((BytesColumn) column, true);
      case BYTES -> new Bytes((BytesColumn) column, false);
    };
  }

  private static Value whole(Message.Scalar scalar, Type type, Column column) {
    if (type.typeId() == Type.TypeID.DOUBLE) {
      return Widened.floating(scalar, (DoubleColumn) column);
    }
    if (type.typeId() == Type.TypeID.DECIMAL) {
      return Widened.decimal(scalar, new DecimalTarget(column, (Types.DecimalType) type));
    }
    return column instanceof IntColumn ints
        ? new Int32(scalar, ints)
        : new Int64(scalar, (LongColumn) column);
  }

  private static int wireType(Message.Scalar scalar) {
    return switch (scalar) {
      case FIXED32, SFIXED32, FLOAT -> ProtoInput.FIXED_32;
      case FIXED64, SFIXED64, DOUBLE -> ProtoInput.FIXED_64;
      case STRING, BYTES -> ProtoInput.LENGTH;
      default -> ProtoInput.VARINT;
    };
  }

  /** A whole number as 64 bits. */
  private static long whole(Message.Scalar scalar, ProtoInput in) throws MalformedException {
    return switch (scalar) {
      case SINT32, SINT64 -> zigZag(in.varint());
      case UINT32 -> in.varint() & 0xFFFF_FFFFL;
      case FIXED32 -> Integer.toUnsignedLong(in.fixed32());
      case SFIXED32 -> in.fixed32();
      case FIXED64, SFIXED64 -> in.fixed64();
      default -> in.varint();
    };
  }

  private static long zigZag(long value) {
    return value >>> 1 ^ -(value & 1);
  }

  private static final class Int32 extends Value {
    private final Message.Scalar scalar;
    private final IntColumn column;

    Int32(Message.Scalar scalar, IntColumn column) {
      super(Values.wireType(scalar));
      this.scalar = scalar;
      this.column = column;
    }

    /** More bits than 32 are cut off, as everywhere in Protobuf. */
    @Override
    void append(ProtoInput in) throws MalformedException {
      column.add((int) whole(scalar, in));
    }

    @Override
    void appendUsual() {
      column.add(0);
    }
  }

  private static final class Int64 extends Value {
    private final Message.Scalar scalar;
    private final LongColumn column;
    private final boolean narrow;

    Int64(Message.Scalar scalar, LongColumn column) {
      super(Values.wireType(scalar));
      this.scalar = scalar;
      this.column = column;
      this.narrow = scalar == Message.Scalar.INT32 || scalar == Message.Scalar.SINT32;
    }

    @Override
    void append(ProtoInput in) throws MalformedException {
      long value = whole(scalar, in);
      column.add(narrow ? (int) value : value);
    }

    @Override
    void appendUsual() {
      column.add(0);
    }
  }

  /** Whole numbers in a column that other writers have made floating, or a decimal. */
  private static final class Widened extends Value {
    private final Message.Scalar scalar;
    private final Target column;
    private final boolean narrow;

    /** A column that takes whole numbers, each exactly. */
    interface Target {
      void add(long value) throws MalformedException;
    }

    Widened(Message.Scalar scalar, Target column) {
      super(Values.wireType(scalar));
      this.scalar = scalar;
      this.column = column;
      this.narrow = scalar == Message.Scalar.INT32 || scalar == Message.Scalar.SINT32;
    }

    static Widened floating(Message.Scalar scalar, DoubleColumn column) {
      return new Widened(scalar, value -> column.add(Exact.floating(value)));
    }

    static Widened decimal(Message.Scalar scalar, DecimalTarget column) {
      return new Widened(scalar, value -> column.add(value, 0));
    }

    @Override
    void append(ProtoInput in) throws MalformedException {
      long value = Values.whole(scalar, in);
      column.add(narrow ? (int) value : value);
    }

    @Override
    void appendUsual() throws MalformedException {
      column.add(0);
    }
  }

  /** Numbers of 64 bits without a sign, in a decimal column. */
  private static final class Unsigned extends Value {
    private final Message.Scalar scalar;
    private final DecimalTarget column;

    Unsigned(Message.Scalar scalar, DecimalTarget column) {
      super(Values.wireType(scalar));
      this.scalar = scalar;
      this.column = column;
    }

    @Override
    void append(ProtoInput in) throws MalformedException {
      add(whole(scalar, in));
    }

    @Override
    void appendUsual() throws MalformedException {
      add(0);
    }

    private void add(long value) throws MalformedException {
      column.add(new BigInteger(Long.toUnsignedString(value)), 0);
    }
  }

  private static final class Floating extends Value {
    private final boolean single;
    private final Column column;

    Floating(Message.Scalar scalar, Column column) {
      super(Values.wireType(scalar));
      this.single = scalar == Message.Scalar.FLOAT;
      this.column = column;
    }

    @Override
    void append(ProtoInput in) throws MalformedException {
      add(single ? Float.intBitsToFloat(in.fixed32()) : Double.longBitsToDouble(in.fixed64()));
    }

    @Override
    void appendUsual() {
      add(0);
    }

    private void add(double value) {
      if (column instanceof FloatColumn floats) {
        floats.add((float) value);
      } else {
        ((DoubleColumn) column).add(value);
      }
    }
  }

  private static final class Bool extends Value {
    private final BooleanColumn column;

    Bool(BooleanColumn column) {
      super(ProtoInput.VARINT);
      this.column = column;
    }

    @Override
    void append(ProtoInput in) throws MalformedException {
      column.add(in.varint() != 0);
    }

    @Override
    void appendUsual() {
      column.add(false);
    }
  }

  private static final class Bytes extends Value {
    private final BytesColumn column;
    private final boolean text;

    Bytes(BytesColumn column, boolean text) {
      super(ProtoInput.LENGTH);
      this.column = column;
      this.text = text;
    }

    @Override
    void append(ProtoInput in) throws MalformedException {
      int length = in.length();
      int from = in.take(length);
      if (text) {
        in.checkUtf8(from, length);
      }
      column.add(in.bytes(), from, length);
    }

    @Override
    void appendUsual() {
      column.add(NOTHING, 0, 0);
    }
  }

  /** An enum's number as its name; one without a name, which a newer writer may have, in digits. */
  private static final class Symbol extends Value {
    private final Map<Integer, byte[]> names = new HashMap<>();
    private final BytesColumn column;

    Symbol(Message.Symbols symbols, BytesColumn column) {
      super(ProtoInput.VARINT);
      this.column = column;
      symbols.names().forEach((number, name) -> names.put(number, utf8(name)));
    }

    private static byte[] utf8(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    void append(ProtoInput in) throws MalformedException {
      add((int) in.varint());
    }

    @Override
    void appendUsual() {
      add(0);
    }

    private void add(int number) {
      byte[] name = names.get(number);
      byte[] shown = name == null ? utf8(Integer.toString(number)) : name;
      column.add(shown, 0, shown.length);
    }
  }

  /** A message without fields. */
  private static final class Mark extends Value {
    private final BooleanColumn column;

    Mark(BooleanColumn column) {
      super(ProtoInput.LENGTH);
      this.column = column;
    }

    @Override
    void append(ProtoInput in) throws MalformedException {
      if (in.length() > 0) {
        throw new MalformedException("a message that has no fields has some");
      }
      column.add(true);
    }

    @Override
    void appendUsual() {
      column.add(true);
    }
  }

  /** Seconds and nanoseconds, to the microsecond. */
  private static final class Moment extends Value {
    private static final long MICROS = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;
    private static final int SECONDS = 1 << 3;
    private static final int NANOS = 2 << 3;

    private final LongColumn column;

    Moment(LongColumn column) {
      super(ProtoInput.LENGTH);
      this.column = column;
    }

    @Override
    void append(ProtoInput in) throws MalformedException {
      int outer = in.end();
      int length = in.length();
      in.seek(in.at(), in.at() + length);
      long seconds = 0;
      long nanos = 0;
      while (!in.isAtEnd()) {
        long tag = in.varint();
        if (tag == SECONDS) {
          seconds = in.varint();
        } else if (tag == NANOS) {
          nanos = in.varint();
        } else {
          throw new MalformedException("a timestamp has a field beside seconds and nanos");
        }
      }
      in.seek(in.at(), outer);
      try {
        column.add(
            Math.addExact(
                Math.multiplyExact(seconds, MICROS), Math.floorDiv(nanos, NANOS_PER_MICRO)));
      } catch (ArithmeticException e) {
        throw new MalformedException(
            "a timestamp of " + seconds + " seconds is beyond all columns of timestamps", e);
      }
    }

    @Override
    void appendUsual() {
      column.add(0);
    }
  }

  /** A value that is field 1 of a message. */
  private static final class Wrapper extends Value {
    private final Value value;

    Wrapper(Value value) {
      super(ProtoInput.LENGTH);
      this.value = value;
    }

    @Override
    void append(ProtoInput in) throws MalformedException {
      int outer = in.end();
      int length = in.length();
      in.seek(in.at(), in.at() + length);
      int last = -1;
      while (!in.isAtEnd()) {
        if (in.varint() != (1 << 3 | value.wireType())) {
          throw new MalformedException("a wrapped value has a field beside the value");
        }
        last = in.at();
        in.skip(value.wireType());
      }
      int end = in.at();
      if (last < 0) {
        value.appendUsual();
      } else {
        in.seek(last, end);
        value.append(in);
      }
      in.seek(end, outer);
    }

    @Override
    void appendUsual() throws MalformedException {
      value.appendUsual();
    }
  }

  private static final class Struct extends Value {
    private final MessageReader fields;
    private final StructColumn column;

    Struct(Message message, Types.StructType type, StructColumn column, Conflicts conflicts)
        throws MalformedException {
      super(ProtoInput.LENGTH);
      this.fields = new MessageReader(message, type, column, conflicts);
      this.column = column;
    }

    @Override
    void append(ProtoInput in) throws MalformedException {
      int outer = in.end();
      int length = in.length();
      in.seek(in.at(), in.at() + length);
      fields.read(in);
      in.seek(in.end(), outer);
      column.add();
    }

    @Override
    void appendUsual() throws MalformedException {
      ProtoInput empty = new ProtoInput();
      fields.read(empty);
      column.add();
    }
  }
}
