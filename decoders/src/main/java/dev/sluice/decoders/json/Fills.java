// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.DoubleColumn;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.core.shred.StructColumn;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** One small class per type that a {@link Shape} can have. */
final class Fills {
  private Fills() {}

  static Fill of(Type type, Column column) {
    return switch (type.typeId()) {
      case BOOLEAN -> new Bool((BooleanColumn) column);
      case LONG -> new Whole((LongColumn) column);
      case DOUBLE -> new Floating((DoubleColumn) column);
      case DECIMAL -> new Digits((BytesColumn) column);
      case STRING -> new Text((BytesColumn) column);
      case STRUCT -> new Struct(type.asStructType(), (StructColumn) column);
      case LIST -> new Items(type.asListType(), (ListColumn) column);
      default -> throw new IllegalArgumentException("JSON has no values of type " + type);
    };
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
      column.add(in.doubleValue());
    }
  }

  private static final class Digits extends Fill {
    private final BytesColumn column;

    Digits(BytesColumn column) {
      super(column);
      this.column = column;
    }

    @Override
    void value(JsonInput in) throws MalformedException {
      require(in.token() == JsonToken.VALUE_NUMBER_INT, in, "whole numbers");
      byte[] unscaled = in.integerValue().toByteArray();
      column.add(unscaled, 0, unscaled.length);
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

    Struct(Types.StructType type, StructColumn column) {
      super(column);
      this.column = column;
      this.fields = new Fields(type, column);
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

    Items(Types.ListType type, ListColumn column) {
      super(column);
      this.column = column;
      this.element = of(type.elementType(), column.elements());
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
