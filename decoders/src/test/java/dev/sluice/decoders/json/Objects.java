// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.reject.Rejection;
import dev.sluice.core.route.TablePartition;
import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.DoubleColumn;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.core.shred.Shredder;
import dev.sluice.core.shred.StructColumn;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** JSON values on their way into columns, and the columns as Java values. */
final class Objects {
  private final Gathered gathered =
      new Gathered(
          new TopicPartition("events", 0),
          new TablePartition("events", ""),
          new MemoryBudget(1 << 30));
  private long offset;
  private ColumnBatch batch;
  private List<Rejection> rejections;

  /** Values whose single quotes stand for double ones. */
  static Objects of(String... values) {
    Objects objects = new Objects();
    for (String value : values) {
      objects.add(value.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
    return objects.read();
  }

  static Objects of(List<byte[]> values) {
    Objects objects = new Objects();
    values.forEach(objects::add);
    return objects.read();
  }

  private void add(byte[] value) {
    gathered.add(new Envelope(gathered.source(), offset++, 0, null, value, List.of()));
  }

  private Objects read() {
    Decoder decoder = new JsonFormat().newDecoder();
    batch = new ColumnBatch(decoder.type(gathered), 4096);
    rejections = Shredder.fill(gathered, decoder, batch);
    return this;
  }

  Types.StructType type() {
    return batch.type();
  }

  Type type(String field) {
    return batch.type().fieldType(field);
  }

  List<Object> column(String field) {
    int index = batch.type().fields().indexOf(batch.type().field(field));
    List<Object> values = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      values.add(value(type(field), batch.column(index), row));
    }
    return values;
  }

  int rows() {
    return batch.rows();
  }

  /** Offset and reason of each record that was rejected. */
  Map<Long, String> rejected() {
    Map<Long, String> reasons = new LinkedHashMap<>();
    rejections.forEach(r -> reasons.put(r.record().offset(), r.reason()));
    return reasons;
  }

  private static Object value(Type type, Column column, int row) {
    if (column.isNull(row)) {
      return null;
    }
    return switch (type.typeId()) {
      case BOOLEAN -> ((BooleanColumn) column).get(row);
      case LONG -> ((LongColumn) column).get(row);
      case DOUBLE -> ((DoubleColumn) column).get(row);
      case DECIMAL -> {
        BytesColumn bytes = (BytesColumn) column;
        yield new BigInteger(bytes.data(), bytes.from(row), bytes.length(row));
      }
      case STRING -> {
        BytesColumn bytes = (BytesColumn) column;
        yield new String(bytes.data(), bytes.from(row), bytes.length(row), StandardCharsets.UTF_8);
      }
      case STRUCT -> struct(type.asStructType(), (StructColumn) column, row);
      case LIST -> list(type.asListType(), (ListColumn) column, row);
      default -> throw new AssertionError("JSON has no column of type " + type);
    };
  }

  private static Map<String, Object> struct(Types.StructType type, StructColumn column, int row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < type.fields().size(); i++) {
      Types.NestedField field = type.fields().get(i);
      fields.put(field.name(), value(field.type(), column.child(i), row));
    }
    return fields;
  }

  private static List<Object> list(Types.ListType type, ListColumn column, int row) {
    List<Object> elements = new ArrayList<>();
    for (int i = column.from(row); i < column.to(row); i++) {
      elements.add(value(type.elementType(), column.elements(), i));
    }
    return elements;
  }
}
