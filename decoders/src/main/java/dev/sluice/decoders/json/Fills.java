// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
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
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** One small class per type that a {@link Shape} can have, or a JSON Schema declare. */
final class Fills {
  static final long MICROS_PER_MILLI = 1000;

  private Fills() {}

  /** Whether values are numbers that stand for a time: days, or milliseconds. */
  static boolean isTime(Type type) {
    return switch (type.typeId()) {
      case DATE, TIME, TIMESTAMP -> true;
      default -> false;
    };
  }

  /** Fill of a column for values that are written as its type is usually. */
  static Fill of(Type type, Column column) {
    return of(Declared.of(type), type, column, Conflicts.WIDEN);
  }

  /**
   * Fill of a column.
   *
   * @param own what is declared of the values; the column's type holds them
   */
  static Fill of(Declared own, Type type, Column column, Conflicts conflicts) {
    if (own.semantic().isPresent()) {
      return Semantics.of(own.semantic().get(), type, column);
    }
    return switch (type.typeId()) {
      case BOOLEAN -> new Bool((BooleanColumn) column);
      case LONG -> new Whole((LongColumn) column);
      case DOUBLE -> new Floating((DoubleColumn) column);
      case INTEGER, DATE -> new Whole32((IntColumn) column);
      case TIME, TIMESTAMP -> new Millis((LongColumn) column);
      case FLOAT -> new Floating32((FloatColumn) column);
      case BINARY -> new Base64((BytesColumn) column);
      case MAP -> new Entries(element(own, type), type.asMapType(), (MapColumn) column, conflicts);
      case DECIMAL -> new Digits(column, own.type(), (Types.DecimalType) type);
      case STRING -> new Text((BytesColumn) column);
      case STRUCT -> new Struct(own, type.asStructType(), (StructColumn) column, conflicts);
      case LIST ->
          new Items(
              element(own, type),
              own.element().isPresent(),
              type.asListType(),
              (ListColumn) column,
              conflicts);
      default -> throw new IllegalArgumentException("JSON has no values of type " + type);
    };
  }

  private static Declared element(Declared own, Type type) {
    return own.element()
        .orElseGet(
            () ->
                Declared.of(
                    type.isListType()
                        ? type.asListType().elementType()
                        : type.asMapType().valueType()));
  }

  /** A value that no column takes. */
  static final class Refused extends Fill {
    private final String reason;

    Refused(String reason) {
      super(null);
      this.reason = reason;
    }

    @Override
    void addNull() {}

    @Override
    void value(JsonInput in) throws MalformedException {
      throw new MalformedException(reason);
    }
  }

  private static final class Bool extends Fill {
    private final BooleanColumn column;

    Bool(BooleanColumn column) {
      super(column);
      this.column = column;
    }

    @Override
    void value(JsonInput in) throws MalformedException {
      require(in.token().isBoolean(), in, "booleans");
      column.add(in.token() == JsonToken.VALUE_TRUE);
    }
  }

  private static final class Whole extends Fill {
    private final LongColumn column;

    Whole(LongColumn column) {
      super(column);
      this.column = column;
    }

    @Override
    void value(JsonInput in) throws MalformedException {
      require(in.token() == JsonToken.VALUE_NUMBER_INT, in, "whole numbers");
      column.add(in.longValue());
    }
  }

  private static final class Floating extends Fill {
    private final DoubleColumn column;

    Floating(DoubleColumn column) {
      super(column);
      this.column = column;
    }

    @Override
    void value(JsonInput in) throws MalformedException {
      require(in.token().isNumeric(), in, "numbers");
      column.add(in.token() == JsonToken.VALUE_NUMBER_INT ? in.wholeAsDouble() : in.doubleValue());
    }
  }

  /** Numbers with all their digits; Connect's converter may write them in base64, unscaled. */
  private static final class Digits extends Fill {
    private static final int MOST_EXPONENT = 1000;

    private final DecimalTarget column;
    private final int scale;
    private final Types.DecimalType type;

    Digits(Column column, Type own, Types.DecimalType type) {
      super(column);
      this.column = new DecimalTarget(column, type);
      this.scale = own.typeId() == Type.TypeID.DECIMAL ? ((Types.DecimalType) own).scale() : 0;
      this.type = type;
    }

    @Override
    void value(JsonInput in) throws MalformedException {
      require(in.token().isNumeric() || in.token() == JsonToken.VALUE_STRING, in, type.toString());
      if (in.token() == JsonToken.VALUE_NUMBER_INT) {
        add(in, in.integerValue(), 0);
      } else if (in.token().isNumeric()) {
        BigDecimal value = in.decimalValue();
        // Its digits are few as long as they are in the text; an exponent makes any number of them.
        require(Math.abs((long) value.scale()) <= MOST_EXPONENT, in, type.toString());
        add(in, value.unscaledValue(), value.scale());
      } else {
        byte[] bytes = in.binaryValue();
        require(bytes.length > 0, in, "decimals");
        add(in, new BigInteger(bytes), scale);
      }
    }

    private void add(JsonInput in, BigInteger unscaled, int places) throws MalformedException {
      try {
        column.add(unscaled, places);
      } catch (MalformedException e) {
        throw new MalformedException("field " + in.name() + " has too many digits for " + type, e);
      }
    }
  }

  private static final class Whole32 extends Fill {
    private final IntColumn column;

    Whole32(IntColumn column) {
      super(column);
      this.column = column;
    }

    @Override
    void value(JsonInput in) throws MalformedException {
      require(in.token() == JsonToken.VALUE_NUMBER_INT, in, "whole numbers");
      long value = in.longValue();
      require(value == (int) value, in, "32 bits");
      column.add((int) value);
    }
  }

  /** Milliseconds, in columns of microseconds. */
  private static final class Millis extends Fill {
    private final LongColumn column;

    Millis(LongColumn column) {
      super(column);
      this.column = column;
    }

    @Override
    void value(JsonInput in) throws MalformedException {
      require(in.token() == JsonToken.VALUE_NUMBER_INT, in, "milliseconds");
      long millis = in.longValue();
      require(Math.abs(millis) <= Long.MAX_VALUE / MICROS_PER_MILLI, in, "timestamps");
      column.add(millis * MICROS_PER_MILLI);
    }
  }

  private static final class Floating32 extends Fill {
    private final FloatColumn column;

    Floating32(FloatColumn column) {
      super(column);
      this.column = column;
    }

    @Override
    void value(JsonInput in) throws MalformedException {
      require(in.token().isNumeric(), in, "numbers");
      column.add((float) in.doubleValue());
    }
  }

  private static final class Base64 extends Fill {
    private final BytesColumn column;

    Base64(BytesColumn column) {
      super(column);
      this.column = column;
    }

    @Override
    void value(JsonInput in) throws MalformedException {
      require(in.token() == JsonToken.VALUE_STRING, in, "bytes");
      byte[] bytes = in.binaryValue();
      column.add(bytes, 0, bytes.length);
    }
  }

  /** Objects whose names are data. */
  private static final class Entries extends Fill {
    private final MapColumn column;
    private final BytesColumn keys;
    private final Fill value;

    Entries(Declared own, Types.MapType type, MapColumn column, Conflicts conflicts) {
      super(column);
      this.column = column;
      this.keys = (BytesColumn) column.keys();
      this.value = of(own, type.valueType(), column.values(), conflicts);
    }

    @Override
    void value(JsonInput in) throws MalformedException {
      require(in.token() == JsonToken.START_OBJECT, in, "objects");
      while (in.nextField()) {
        byte[] key = in.name().getBytes(StandardCharsets.UTF_8);
        keys.add(key, 0, key.length);
        value.run(in);
      }
      column.add();
    }
  }

  private static final class Text extends Fill {
    private final BytesColumn column;

    Text(BytesColumn column) {
      super(column);
      this.column = column;
    }

    @Override
    void value(JsonInput in) throws MalformedException {
      in.text(column);
    }
  }

  private static final class Struct extends Fill {
    private final StructColumn column;
    private final Fields fields;

    Struct(Declared own, Types.StructType type, StructColumn column, Conflicts conflicts) {
      super(column);
      this.column = column;
      this.fields = Fields.of(own, type, column, conflicts);
    }

    @Override
    void value(JsonInput in) throws MalformedException {
      require(in.token() == JsonToken.START_OBJECT, in, "objects");
      fields.run(in);
      column.add();
    }
  }

  private static final class Items extends Fill {
    private final ListColumn column;
    private final Fill element;

    /**
     * @param declared whether a schema says what the elements are
     */
    Items(
        Declared own,
        boolean declared,
        Types.ListType type,
        ListColumn column,
        Conflicts conflicts) {
      super(column);
      this.column = column;
      this.element =
          conflicts == Conflicts.REJECT && !declared
              ? Fitting.ofElements(type.elementType(), column.elements(), conflicts)
              : of(own, type.elementType(), column.elements(), conflicts);
    }

    @Override
    void value(JsonInput in) throws MalformedException {
      require(in.token() == JsonToken.START_ARRAY, in, "arrays");
      while (in.next() != JsonToken.END_ARRAY) {
        element.run(in);
      }
      column.add();
    }
  }
}
