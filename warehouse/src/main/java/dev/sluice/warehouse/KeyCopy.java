// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.warehouse.dialect.Values;
import java.nio.charset.StandardCharsets;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Takes one field of a Kafka key, the only row of its batch, to the column of the same field of
 * values: in its own type, as another kind of whole number, or as text that is one.
 */
record KeyCopy(String field, Type type, Column from, Type target, Column to) {
  static KeyCopy of(
      ColumnBatch one, Types.NestedField own, ColumnBatch batch, Types.NestedField target) {
    return new KeyCopy(
        target.name(),
        own.type(),
        one.column(one.type().fields().indexOf(own)),
        target.type(),
        batch.column(batch.type().fields().indexOf(target)));
  }

  void run() throws MalformedException {
    if (from.isNull(0)) {
      throw new MalformedException(
          "the key field " + field + " is null, so no row can be found by it");
    }
    if (to instanceof LongColumn longs && whole(target) == whole(type)) {
      longs.add(Values.whole(from, 0));
    } else if (to instanceof IntColumn ints && whole(target) == whole(type)) {
      ints.add(narrowed(Values.whole(from, 0)));
    } else if (type.typeId() == Type.TypeID.STRING && whole(target)) {
      parsed(Values.text(from, 0));
    } else if (to instanceof BytesColumn bytes && target.equals(type)) {
      byte[] value = Values.bytes(from, 0);
      bytes.add(value, 0, value.length);
    } else if (to instanceof BytesColumn bytes
        && target.typeId() == Type.TypeID.STRING
        && whole(type)) {
      byte[] text = Long.toString(Values.whole(from, 0)).getBytes(StandardCharsets.UTF_8);
      bytes.add(text, 0, text.length);
    } else if (to instanceof BooleanColumn booleans && from instanceof BooleanColumn truth) {
      booleans.add(truth.get(0));
    } else {
      throw misfit("is " + type);
    }
  }

  private static boolean whole(Type type) {
    return type.typeId() == Type.TypeID.INTEGER || type.typeId() == Type.TypeID.LONG;
  }

  private int narrowed(long value) throws MalformedException {
    if (value != (int) value) {
      throw misfit("is " + value);
    }
    return (int) value;
  }

  private void parsed(String text) throws MalformedException {
    try {
      long value = Long.parseLong(text);
      if (to instanceof IntColumn ints) {
        ints.add(narrowed(value));
      } else {
        ((LongColumn) to).add(value);
      }
    } catch (NumberFormatException e) {
      throw misfit("is the string '" + text + "'");
    }
  }

  private MalformedException misfit(String what) {
    return new MalformedException(
        "field " + field + " of the Kafka key " + what + ", and in values it is " + target);
  }
}
