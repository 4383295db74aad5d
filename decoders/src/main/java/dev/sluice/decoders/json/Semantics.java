// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.decoders.DecimalTarget;
import dev.sluice.decoders.IsoTime;
import dev.sluice.decoders.Semantic;
import dev.sluice.decoders.UuidText;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Fills of values whose schema's name says what they are. */
final class Semantics {
  private Semantics() {}

  static Fill of(Semantic semantic, Type type, Column column) {
    return switch (semantic) {
      case DATE -> new Whole(column, 1);
      case TIME_MILLIS, TIMESTAMP_MILLIS, INSTANT_MILLIS -> new Whole(column, 1000);
      case TIME_MICROS, TIMESTAMP_MICROS, TIMESTAMP_NANOS -> new Whole(column, 1);
      case ZONED_TIME -> new Zoned(column, IsoTime::time);
      case ZONED_TIMESTAMP -> new Zoned(column, IsoTime::timestamp);
      case UUID -> new Uuid(column);
      case VARIABLE_DECIMAL -> new VariableDecimal(column, (Types.DecimalType) type);
    };
  }

  /** A whole number in some unit of time. */
  private static final class Whole extends Fill {
    private final Column column;
    private final int units;

    Whole(Column column, int units) {
      super(column);
      this.column = column;
      this.units = units;
    }

    @Override
    void value(JsonInput in) throws MalformedException {
      require(in.token() == JsonToken.VALUE_NUMBER_INT, in, "whole numbers");
      long value = in.longValue();
      if (column instanceof IntColumn ints) {
        require(value == (int) value, in, "dates");
        ints.add((int) value);
      } else {
        long most = Long.MAX_VALUE / units;
        require(value <= most && value >= -most, in, "times");
        ((LongColumn) column).add(value * units);
      }
    }
  }

  /** A time in ISO 8601. */
  private static final class Zoned extends Fill {
    private final LongColumn column;
    private final Parser parser;
    private final IsoTime iso = new IsoTime();

    /** Text to microseconds. */
    interface Parser {
      long parse(IsoTime iso, byte[] bytes, int from, int length) throws MalformedException;
    }

    Zoned(Column column, Parser parser) {
      super(column);
      this.column = (LongColumn) column;
      this.parser = parser;
    }

    @Override
    void value(JsonInput in) throws MalformedException {
      require(in.token() == JsonToken.VALUE_STRING, in, "times");
      byte[] text = in.string().getBytes(StandardCharsets.UTF_8);
      column.add(parser.parse(iso, text, 0, text.length));
    }
  }

  private static final class Uuid extends Fill {
    private final BytesColumn column;
    private final UuidText uuid = new UuidText();

    Uuid(Column column) {
      super(column);
      this.column = (BytesColumn) column;
    }

    @Override
    void value(JsonInput in) throws MalformedException {
      require(in.token() == JsonToken.VALUE_STRING, in, "UUIDs");
      uuid.append(in.string(), column);
    }
  }

  /** An object of the number of places, and the number without its point in base64. */
  private static final class VariableDecimal extends Fill {
    private final DecimalTarget column;

    VariableDecimal(Column column, Types.DecimalType type) {
      super(column);
      this.column = new DecimalTarget(column, type);
    }

    @Override
    void value(JsonInput in) throws MalformedException {
      require(in.token() == JsonToken.START_OBJECT, in, "decimals");
      String field = in.name();
      BigInteger value = null;
      int scale = 0;
      while (in.nextField()) {
        if (in.name().equals("scale") && in.token() == JsonToken.VALUE_NUMBER_INT) {
          scale = (int) in.longValue();
        } else if (in.name().equals("value") && in.token() == JsonToken.VALUE_STRING) {
          byte[] bytes = in.binaryValue();
          require(bytes.length > 0, in, "decimals");
          value = new BigInteger(bytes);
        } else {
          in.skip();
        }
      }
      if (value == null) {
        throw new MalformedException("field " + field + " is no decimal: it has no value");
      }
      column.add(value, scale);
    }
  }
}
