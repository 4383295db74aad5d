// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.gather.Gathered;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.Shredder;
import dev.sluice.core.shred.StructColumn;
import dev.sluice.lake.formats.FileFormat;
import dev.sluice.lake.formats.FileWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.apache.iceberg.types.Types;

/**
 * Writes the headers of records: one list per record, of keys and of values as text. None can fail.
 */
public record HeaderEncoder(FileFormat format) implements FileEncoder {
  private static final Types.StructType TYPE =
      Types.StructType.of(
          Types.NestedField.required(
              1,
              "headers",
              Types.ListType.ofRequired(
                  2,
                  Types.StructType.of(
                      Types.NestedField.required(3, "key", Types.StringType.get()),
                      Types.NestedField.optional(4, "value", Types.StringType.get())))));

  @Override
  public String extension() {
    return format.extension();
  }

  @Override
  public Encoded encode(Gathered records, OutputStream out) throws IOException {
    try (OutputStream owned = out) {
      FileWriter writer = format.newWriter(TYPE, owned, Shredder.ROWS);
      ColumnBatch batch = new ColumnBatch(TYPE, Shredder.ROWS);
      Gathered.Cursor cursor = records.cursor();
      while (cursor.next()) {
        append(cursor, (ListColumn) batch.column(0));
        batch.endRow(cursor.offset(), cursor.timestamp());
        if (batch.isFull()) {
          writer.write(batch);
          batch.clear();
        }
      }
      if (batch.rows() > 0) {
        writer.write(batch);
      }
      writer.close();
      return new Encoded(records.records(), writer.bytes(), List.of(), 0);
    }
  }

  private static void append(Gathered.Cursor record, ListColumn headers) {
    StructColumn header = (StructColumn) headers.elements();
    record.forEachHeader(
        (bytes, nameAt, nameLength, valueAt, valueLength) -> {
          ((BytesColumn) header.child(0)).add(bytes, nameAt, nameLength);
          value((BytesColumn) header.child(1), bytes, valueAt, valueLength);
          header.add();
        });
    headers.add();
  }

  private static void value(BytesColumn values, byte[] bytes, int at, int length) {
    if (length < 0) {
      values.addNull();
    } else if (isText(bytes, at, length)) {
      values.add(bytes, at, length);
    } else {
      byte[] encoded = Base64.getEncoder().encode(Arrays.copyOfRange(bytes, at, at + length));
      values.add(encoded, 0, encoded.length);
    }
  }

  private static boolean isText(byte[] bytes, int at, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
