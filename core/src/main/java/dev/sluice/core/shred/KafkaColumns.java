// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import dev.sluice.core.gather.Gathered;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/**
 * Columns of what Kafka says of a record, beside or instead of the fields of its value.
 *
 * @param prefix what their names begin with
 */
public record KafkaColumns(String prefix, List<Part> parts) {
  public static final KafkaColumns NONE = new KafkaColumns("", List.of());

  /** Whole records: what a topic can be written again from, byte for byte. */
  public static final KafkaColumns RECORD = new KafkaColumns("", List.of(Part.values()));

  private static final long MICROS_PER_MILLI = 1000;

  /** What a record consists of. */
  public enum Part {
    TOPIC,
    PARTITION,
    OFFSET,
    TIMESTAMP,
    KEY,
    VALUE,
    HEADERS
  }

  public KafkaColumns {
    parts = parts.stream().distinct().toList();
  }

  /**
   * The fields of a value, and after them these columns; where a field of the value has the name of
   * one of them already, the column's gets an underscore in front.
   */
  public Types.StructType after(Types.StructType value) {
    if (parts.isEmpty()) {
      return value;
    }
    List<Types.NestedField> fields = new ArrayList<>(value.fields());
    int id = TypeUtil.indexById(value).keySet().stream().mapToInt(i -> i).max().orElse(0);
    for (Part part : parts) {
      String name = prefix + part.name().toLowerCase(Locale.ROOT);
      while (value.field(name) != null) {
        name = "_" + name;
      }
      fields.add(field(id + 1, name, part));
      // A list of headers takes the four ids behind its own.
      id += part == Part.HEADERS ? 5 : 1;
    }
    return Types.StructType.of(fields);
  }

  private static Types.NestedField field(int id, String name, Part part) {
    Type type = type(part, id);
    boolean always = part == Part.TOPIC || part == Part.PARTITION || part == Part.OFFSET;
    return always
        ? Types.NestedField.required(id, name, type)
        : Types.NestedField.optional(id, name, type);
  }

  private static Type type(Part part, int id) {
    return switch (part) {
      case TOPIC -> Types.StringType.get();
      case PARTITION -> Types.IntegerType.get();
      case OFFSET -> Types.LongType.get();
      case TIMESTAMP -> Types.TimestampType.withZone();
      case KEY, VALUE -> Types.BinaryType.get();
      case HEADERS ->
          Types.ListType.ofRequired(
              id + 1,
              Types.StructType.of(
                  Types.NestedField.required(id + 2, "name", Types.StringType.get()),
                  Types.NestedField.optional(id + 3, "value", Types.BinaryType.get())));
    };
  }

  /** Appends to a batch whose type {@link #after} made, for records of one topic's partition. */
  public Appender appender(ColumnBatch batch, Gathered records) {
    int first = batch.type().fields().size() - parts.size();
    byte[] topic = records.source().topic().getBytes(StandardCharsets.UTF_8);
    return cursor -> {
      for (int i = 0; i < parts.size(); i++) {
        Column column = batch.column(first + i);
        switch (parts.get(i)) {
          case TOPIC -> ((BytesColumn) column).add(topic, 0, topic.length);
          case PARTITION -> ((IntColumn) column).add(records.source().partition());
          case OFFSET -> ((LongColumn) column).add(cursor.offset());
          case TIMESTAMP -> timestamp(column, cursor.timestamp());
          case KEY -> bytes(column, cursor.bytes(), cursor.keyAt(), cursor.keyLength());
          case VALUE -> bytes(column, cursor.bytes(), cursor.valueAt(), cursor.valueLength());
          case HEADERS -> headers((ListColumn) column, cursor);
        }
      }
    };
  }

  /** Appends the columns of one record. */
  public interface Appender {
    void append(Gathered.Cursor record);
  }

  /** Kafka's -1 stands for no timestamp. */
  private static void timestamp(Column column, long millis) {
    if (millis < 0) {
      column.addNull();
    } else {
      ((LongColumn) column).add(Math.multiplyExact(millis, MICROS_PER_MILLI));
    }
  }

  private static void bytes(Column column, byte[] source, int from, int length) {
    if (length < 0) {
      column.addNull();
    } else {
      ((BytesColumn) column).add(source, from, length);
    }
  }

  private static void headers(ListColumn headers, Gathered.Cursor record) {
    StructColumn header = (StructColumn) headers.elements();
    record.forEachHeader(
        (bytes, nameAt, nameLength, valueAt, valueLength) -> {
          bytes(header.child(0), bytes, nameAt, nameLength);
          bytes(header.child(1), bytes, valueAt, valueLength);
          header.add();
        });
    headers.add();
  }
}
