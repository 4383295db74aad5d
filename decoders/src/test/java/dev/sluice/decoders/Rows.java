// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders;

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
import dev.sluice.core.shred.FloatColumn;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.core.shred.MapColumn;
import dev.sluice.core.shred.Shredded;
import dev.sluice.core.shred.Shredder;
import dev.sluice.core.shred.StructColumn;
import dev.sluice.core.shred.Tombstones;
import dev.sluice.core.shred.WireFormat;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Values of a wire format on their way into columns, and the columns as Java values. */
public final class Rows {
  private final Gathered gathered =
      new Gathered(
          new TopicPartition("events", 0),
          new TablePartition("events", ""),
          new MemoryBudget(1 << 30));
  private long offset;
  private ColumnBatch batch;
  private List<Rejection> rejections;
  private long ignored;

  /** The values of one topic, in order. */
  public static Rows of(WireFormat format, List<byte[]> values) {
    Rows rows = new Rows();
    values.forEach(rows::add);
    return rows.read(format);
  }

  private void add(byte[] value) {
    gathered.add(new Envelope(gathered.source(), offset++, 0, null, value, List.of()));
  }

  private Rows read(WireFormat format) {
    Decoder decoder = format.newDecoder();
    batch = new ColumnBatch(decoder.type(gathered), 4096);
    Shredded shredded = Shredder.fill(gathered, decoder, Tombstones.REJECT, batch);
    rejections = shredded.rejections();
    ignored = shredded.ignored();
    return this;
  }

  public Types.StructType type() {
    return batch.type();
  }

  public Type type(String field) {
    return batch.type().fieldType(field);
  }

  public List<Object> column(String field) {
    int index = batch.type().fields().indexOf(batch.type().field(field));
    List<Object> values = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      values.add(value(type(field), batch.column(index), row));
    }
    return values;
  }

  /** Names of all columns. */
  public List<String> names() {
    return batch.type().fields().stream().map(Types.NestedField::name).toList();
  }

  /** Records that say nothing of any row. */
  public long ignored() {
    return ignored;
  }

  /** Whether each row says that the one of its key is gone. */
  public List<Boolean> deletes() {
    List<Boolean> deletes = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      deletes.add(batch.isDelete(row));
    }
    return deletes;
  }

  public int rows() {
    return batch.rows();
  }

  /** Offset and reason of each record that was rejected. */
  public Map<Long, String> rejected() {
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
      case INTEGER, DATE -> ((IntColumn) column).get(row);
      case LONG, TIME, TIMESTAMP, TIMESTAMP_NANO -> ((LongColumn) column).get(row);
      case FLOAT -> ((FloatColumn) column).get(row);
      case DOUBLE -> ((DoubleColumn) column).get(row);
      case DECIMAL -> {
        int scale = ((Types.DecimalType) type).scale();
        BigInteger unscaled =
            column instanceof BytesColumn bytes
                ? new BigInteger(bytes.data(), bytes.from(row), bytes.length(row))
                : BigInteger.valueOf(((LongColumn) column).get(row));
        yield scale == 0 ? unscaled : new BigDecimal(unscaled, scale);
      }
      case BINARY, FIXED, UUID -> {
        BytesColumn bytes = (BytesColumn) column;
        yield HexFormat.of().formatHex(bytes.data(), bytes.from(row), bytes.to(row));
      }
      case MAP -> map(type.asMapType(), (MapColumn) column, row);
      case STRING -> {
        BytesColumn bytes = (BytesColumn) column;
        yield new String(bytes.data(), bytes.from(row), bytes.length(row), StandardCharsets.UTF_8);
      }
      case STRUCT -> struct(type.asStructType(), (StructColumn) column, row);
      case LIST -> list(type.asListType(), (ListColumn) column, row);
      default -> throw new AssertionError("no column of type " + type + " here");
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

  private static Map<Object, Object> map(Types.MapType type, MapColumn column, int row) {
    Map<Object, Object> entries = new LinkedHashMap<>();
    for (int i = column.from(row); i < column.to(row); i++) {
      entries.put(
          value(type.keyType(), column.keys(), i), value(type.valueType(), column.values(), i));
    }
    return entries;
  }
}
