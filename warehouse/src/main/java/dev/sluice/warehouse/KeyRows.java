// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.Tombstones;
import dev.sluice.core.shred.WireFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.types.Types;

/**
 * Records without a value as deletes of the row that their Kafka key names. A key with fields has
 * those of the table's key, by name; one without is the value of the only one.
 */
final class KeyRows implements Tombstones {
  /** What decoders call the one column of values without fields. */
  private static final String VALUE = "value";

  private final List<String> key;
  private final Decoder decoder;
  private final Types.StructType type;

  private KeyRows(List<String> key, Decoder decoder, Types.StructType type) {
    this.key = key;
    this.decoder = decoder;
    this.type = type;
  }

  /** Those among the records; the types of their keys are found here. */
  static KeyRows of(Gathered records, WireFormat format, List<String> key) {
    Gathered keys =
        new Gathered(records.source(), records.target(), new MemoryBudget(Long.MAX_VALUE));
    Gathered.Cursor cursor = records.cursor();
    while (cursor.next()) {
      if (cursor.valueLength() < 0 && cursor.keyLength() >= 0) {
        keys.add(
            new Envelope(
                records.source(),
                cursor.offset(),
                cursor.timestamp(),
                null,
                Arrays.copyOfRange(
                    cursor.bytes(), cursor.keyAt(), cursor.keyAt() + cursor.keyLength()),
                List.of()));
      }
    }
    Decoder decoder = format.newDecoder();
    return new KeyRows(key, decoder, decoder.type(keys));
  }

  /** A row's fields, and after them those of the key that no value brings. */
  Types.StructType with(Types.StructType row) {
    List<Types.NestedField> fields = new ArrayList<>();
    for (Types.NestedField field : row.fields()) {
      // A deleted row has nothing but its key.
      fields.add(Types.NestedField.optional(fields.size() + 1, field.name(), field.type()));
    }
    int ids = fields.size();
    for (String name : key) {
      Types.NestedField own = field(name);
      if (row.field(name) == null && own != null) {
        ids++;
        fields.add(Types.NestedField.optional(ids, name, own.type()));
      }
    }
    return type.fields().isEmpty() ? row : Types.StructType.of(fields);
  }

  /** The key's field for a column of the table's key; null if it has none. */
  private Types.NestedField field(String name) {
    Types.NestedField own = type.field(name);
    return own == null && key.size() == 1 && type.fields().size() == 1 ? type.field(VALUE) : own;
  }

  @Override
  public Reader reader(ColumnBatch batch) {
    ColumnBatch one = new ColumnBatch(type, 1);
    Decoder.Reader keys = decoder.reader(one);
    List<KeyCopy> copies = new ArrayList<>();
    for (String name : key) {
      Types.NestedField own = field(name);
      if (own != null && batch.type().field(name) != null) {
        copies.add(KeyCopy.of(one, own, batch, batch.type().field(name)));
      }
    }
    return record -> {
      if (record.keyLength() < 0) {
        throw new MalformedException(
            "the record has neither value nor key, so there is no row that it could delete");
      }
      one.clear();
      one.abandonRow();
      if (keys.read(record.bytes(), record.keyAt(), record.keyLength()) != Change.ROW) {
        throw new MalformedException("the record's key names no row");
      }
      one.endRow(record.offset(), record.timestamp());
      copy(copies);
      return Change.DELETE;
    };
  }

  private void copy(List<KeyCopy> copies) throws MalformedException {
    if (copies.size() < key.size()) {
      throw new MalformedException(
          "the record has no value, and its Kafka key has the fields "
              + type.fields().stream().map(Types.NestedField::name).toList()
              + ", not those of the table's key "
              + key
              + ": correct key, or key.format");
    }
    for (KeyCopy copy : copies) {
      copy.run();
    }
  }
}
