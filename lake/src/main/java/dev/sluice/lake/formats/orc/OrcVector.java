// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.orc;

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
import java.math.BigInteger;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.orc.storage.common.type.HiveDecimal;
import org.apache.orc.storage.ql.exec.vector.BytesColumnVector;
import org.apache.orc.storage.ql.exec.vector.ColumnVector;
import org.apache.orc.storage.ql.exec.vector.DateColumnVector;
import org.apache.orc.storage.ql.exec.vector.DecimalColumnVector;
import org.apache.orc.storage.ql.exec.vector.DoubleColumnVector;
import org.apache.orc.storage.ql.exec.vector.ListColumnVector;
import org.apache.orc.storage.ql.exec.vector.LongColumnVector;
import org.apache.orc.storage.ql.exec.vector.MapColumnVector;
import org.apache.orc.storage.ql.exec.vector.StructColumnVector;
import org.apache.orc.storage.ql.exec.vector.TimestampColumnVector;

/**
 * How a column of one type is laid into ORC's vector for it, from the first value to the last.
 * Arrays of the same kind are lent, not copied. Stateless.
 */
interface OrcVector {
  long MICROS = 1_000_000;
  long NANOS = 1_000_000_000;
  long MILLIS = 1_000;

  /** Lays the values in; {@code vector} has room for them, and its nulls are set already. */
  void values(Column column, ColumnVector vector);

  /** Lays a column in, with its nulls. */
  default void fill(Column column, ColumnVector vector) {
    vector.ensureSize(column.size(), false);
    vector.noNulls = column.nulls() == 0;
    vector.isRepeating = false;
    for (int i = 0; i < column.size(); i++) {
      vector.isNull[i] = column.isNull(i);
    }
    values(column, vector);
  }

  static OrcVector of(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> OrcVector::booleans;
      case INTEGER -> OrcVector::ints;
      case DATE ->
          (column, vector) -> {
            ((DateColumnVector) vector).setUsingProlepticCalendar(true);
            ints(column, vector);
          };
      case LONG, TIME -> OrcVector::longs;
      case FLOAT -> OrcVector::floats;
      case DOUBLE ->
          (column, vector) ->
              ((DoubleColumnVector) vector).vector = ((DoubleColumn) column).values();
      case DECIMAL -> decimal((Types.DecimalType) type);
      case TIMESTAMP -> (column, vector) -> timestamps(column, vector, MICROS);
      case TIMESTAMP_NANO -> (column, vector) -> timestamps(column, vector, NANOS);
      case STRING, BINARY, FIXED, UUID -> OrcVector::bytes;
      case STRUCT -> struct(type.asStructType());
      case LIST -> list(type.asListType());
      case MAP -> map(type.asMapType());
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN ->
          throw new IllegalArgumentException("no column holds values of type " + type);
    };
  }

  private static void booleans(Column column, ColumnVector vector) {
    boolean[] from = ((BooleanColumn) column).values();
    long[] to = ((LongColumnVector) vector).vector;
    for (int i = 0; i < column.size(); i++) {
      to[i] = from[i] ? 1 : 0;
    }
  }

  private static void ints(Column column, ColumnVector vector) {
    int[] from = ((IntColumn) column).values();
    long[] to = ((LongColumnVector) vector).vector;
    for (int i = 0; i < column.size(); i++) {
      to[i] = from[i];
    }
  }

  private static void longs(Column column, ColumnVector vector) {
    ((LongColumnVector) vector).vector = ((LongColumn) column).values();
  }

  private static void floats(Column column, ColumnVector vector) {
    float[] from = ((FloatColumn) column).values();
    double[] to = ((DoubleColumnVector) vector).vector;
    for (int i = 0; i < column.size(); i++) {
      to[i] = from[i];
    }
  }

  private static void bytes(Column column, ColumnVector vector) {
    BytesColumn from = (BytesColumn) column;
    BytesColumnVector to = (BytesColumnVector) vector;
    for (int i = 0; i < column.size(); i++) {
      to.setRef(i, from.data(), from.from(i), from.length(i));
    }
  }

  /** Up to 18 digits ORC takes as we have them, as unscaled numbers. */
  private static OrcVector decimal(Types.DecimalType type) {
    return (column, vector) -> {
      if (column instanceof LongColumn) {
        longs(column, vector);
      } else {
        decimals((BytesColumn) column, (DecimalColumnVector) vector, type.scale());
      }
    };
  }

  private static void decimals(BytesColumn from, DecimalColumnVector to, int scale) {
    for (int i = 0; i < from.size(); i++) {
      if (!from.isNull(i)) {
        BigInteger unscaled = new BigInteger(from.data(), from.from(i), from.length(i));
        to.vector[i].set(HiveDecimal.create(unscaled, scale));
      }
    }
  }

  private static void timestamps(Column column, ColumnVector vector, long perSecond) {
    long[] from = ((LongColumn) column).values();
    TimestampColumnVector to = (TimestampColumnVector) vector;
    to.setIsUTC(true);
    to.setUsingProlepticCalendar(true);
    for (int i = 0; i < column.size(); i++) {
      long seconds = Math.floorDiv(from[i], perSecond);
      to.time[i] = seconds * MILLIS + Math.floorMod(from[i], perSecond) / (perSecond / MILLIS);
      to.nanos[i] = (int) (Math.floorMod(from[i], perSecond) * (NANOS / perSecond));
    }
  }

  private static OrcVector struct(Types.StructType type) {
    List<OrcVector> fields =
        type.fields().stream().map(Types.NestedField::type).map(OrcVector::of).toList();
    return (column, vector) -> {
      StructColumn from = (StructColumn) column;
      StructColumnVector to = (StructColumnVector) vector;
      for (int i = 0; i < fields.size(); i++) {
        fields.get(i).fill(from.child(i), to.fields[i]);
      }
    };
  }

  private static OrcVector list(Types.ListType type) {
    OrcVector elements = of(type.elementType());
    return (column, vector) -> {
      ListColumn from = (ListColumn) column;
      ListColumnVector to = (ListColumnVector) vector;
      for (int i = 0; i < from.size(); i++) {
        to.offsets[i] = from.from(i);
        to.lengths[i] = (long) from.to(i) - from.from(i);
      }
      to.childCount = from.elements().size();
      elements.fill(from.elements(), to.child);
    };
  }

  private static OrcVector map(Types.MapType type) {
    OrcVector keys = of(type.keyType());
    OrcVector values = of(type.valueType());
    return (column, vector) -> {
      MapColumn from = (MapColumn) column;
      MapColumnVector to = (MapColumnVector) vector;
      for (int i = 0; i < from.size(); i++) {
        to.offsets[i] = from.from(i);
        to.lengths[i] = (long) from.to(i) - from.from(i);
      }
      to.childCount = from.keys().size();
      keys.fill(from.keys(), to.keys);
      values.fill(from.values(), to.values);
    };
  }
}
