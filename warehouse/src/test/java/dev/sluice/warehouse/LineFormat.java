// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Types;

/**
 * Values as {@code id:int=1;name:string=Ann;note:string}: each field says its type; no = is null. A
 * field {@code gone} makes it a delete.
 */
final class LineFormat implements WireFormat {
  /** One field of a line, as text. */
  private record Part(String name, String type, String value) {}

  @Override
  public Decoder newDecoder() {
    return new LineDecoder();
  }

  @Override
  public Peek newPeek(List<String> fields) {
    throw new UnsupportedOperationException("the warehouse peeks at nothing");
  }

  private static List<Part> parts(String line) throws MalformedException {
    List<Part> parts = new ArrayList<>();
    for (String field : line.split(";", -1)) {
      int colon = field.indexOf(':');
      int equals = field.indexOf('=');
      if (colon < 1) {
        throw new MalformedException("the field '" + field + "' names no type");
      }
      parts.add(
          new Part(
              field.substring(0, colon),
              field.substring(colon + 1, equals < 0 ? field.length() : equals),
              equals < 0 ? null : field.substring(equals + 1)));
    }
    return parts;
  }

  private static String line(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  private static final class LineDecoder implements Decoder {
    @Override
    public Types.StructType type(Gathered records) {
      Map<String, Types.NestedField> fields = new LinkedHashMap<>();
      Gathered.Cursor cursor = records.cursor();
      while (cursor.next()) {
        if (cursor.valueLength() < 0) {
          continue;
        }
        try {
          String line = line(cursor.bytes(), cursor.valueAt(), cursor.valueLength());
          for (Part part : parts(line)) {
            fields.computeIfAbsent(
                part.name(),
                name ->
                    Types.NestedField.optional(
                        fields.size() + 1, name, LineValue.type(part.type())));
          }
        } catch (MalformedException e) {
          // fails again in read
        }
      }
      return Types.StructType.of(List.copyOf(fields.values()));
    }

    @Override
    public Reader reader(ColumnBatch batch) {
      return (bytes, from, length) -> {
        boolean gone = false;
        for (Part part : parts(line(bytes, from, length))) {
          gone |= part.name().equals("gone");
          int field = batch.type().fields().indexOf(batch.type().field(part.name()));
          LineValue.append(
              batch.column(field), batch.type().fields().get(field).type(), part.value());
        }
        return gone ? Change.DELETE : Change.ROW;
      };
    }
  }
}
