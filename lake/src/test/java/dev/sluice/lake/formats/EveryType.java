// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.DoubleColumn;
import dev.sluice.core.shred.FloatColumn;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.core.shred.MapColumn;
import dev.sluice.core.shred.StructColumn;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.apache.iceberg.types.Types;

/** Rows of every type, nested ones included. */
final class EveryType {
  static final Types.StructType TYPE =
      Types.StructType.of(
          Types.NestedField.required(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "flag", Types.BooleanType.get()),
          Types.NestedField.optional(3, "small", Types.IntegerType.get()),
          Types.NestedField.optional(4, "f", Types.FloatType.get()),
          Types.NestedField.optional(5, "d", Types.DoubleType.get()),
          Types.NestedField.optional(6, "day", Types.DateType.get()),
          Types.NestedField.optional(7, "t", Types.TimeType.get()),
          Types.NestedField.optional(8, "moment", Types.TimestampType.withZone()),
          Types.NestedField.optional(9, "local", Types.TimestampType.withoutZone()),
          Types.NestedField.optional(10, "text", Types.StringType.get()),
          Types.NestedField.optional(11, "raw", Types.BinaryType.get()),
          Types.NestedField.optional(12, "fixed", Types.FixedType.ofLength(4)),
          Types.NestedField.optional(13, "uid", Types.UUIDType.get()),
          Types.NestedField.optional(14, "dec9", Types.DecimalType.of(9, 2)),
          Types.NestedField.optional(15, "dec18", Types.DecimalType.of(18, 2)),
          Types.NestedField.optional(16, "dec38", Types.DecimalType.of(38, 2)),
          Types.NestedField.optional(17, "nanos", Types.TimestampNanoType.withoutZone()),
          Types.NestedField.optional(
              18,
              "place",
              Types.StructType.of(
                  Types.NestedField.optional(19, "city", Types.StringType.get()),
                  Types.NestedField.required(20, "zip", Types.IntegerType.get()))),
          Types.NestedField.optional(
              21,
              "lines",
              Types.ListType.ofOptional(
                  22,
                  Types.StructType.of(
                      Types.NestedField.required(23, "sku", Types.StringType.get()),
                      Types.NestedField.optional(
                          24, "tags", Types.ListType.ofRequired(25, Types.IntegerType.get()))))),
          Types.NestedField.optional(
              26,
              "attributes",
              Types.MapType.ofOptional(27, 28, Types.StringType.get(), Types.DoubleType.get())));

  private EveryType() {}

  private static void text(Column column, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    ((BytesColumn) column).add(bytes, 0, bytes.length);
  }

  private static void bytes(Column column, byte... value) {
    ((BytesColumn) column).add(value, 0, value.length);
  }

  private static void row(ColumnBatch batch, int i) {
    values(batch, i);
    batch.endRow(i, 0);
  }

  /** Appends a row's values; every fifth row has nothing but an id. */
  static void values(ColumnBatch batch, int i) {
    ((LongColumn) batch.column(0)).add(i);
    if (i % 5 != 4) {
      primitives(batch, i);
      nested(batch, i);
    }
  }

  private static void primitives(ColumnBatch batch, int i) {
    ((BooleanColumn) batch.column(1)).add(i % 2 == 0);
    ((IntColumn) batch.column(2)).add(-i);
    ((FloatColumn) batch.column(3)).add(i / 2f);
    ((DoubleColumn) batch.column(4)).add(i / 4.0);
    ((IntColumn) batch.column(5)).add(i);
    ((LongColumn) batch.column(6)).add(i * 1_000_000L);
    ((LongColumn) batch.column(7)).add(i * 1_000_000L);
    ((LongColumn) batch.column(8)).add(i * 1_000_000L);
    text(batch.column(9), "text ü " + i % 7);
    bytes(batch.column(10), (byte) i, (byte) -1);
    bytes(batch.column(11), (byte) 1, (byte) 2, (byte) 3, (byte) i);
    bytes(
        batch.column(12),
        new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) (i % 100)});
    ((LongColumn) batch.column(13)).add(-i);
    ((LongColumn) batch.column(14)).add(i * 1_000_000_000L);
    bytes(batch.column(15), BigInteger.valueOf(-i).multiply(BigInteger.TEN.pow(20)).toByteArray());
    ((LongColumn) batch.column(16)).add(i * 1_000L);
  }

  private static void nested(ColumnBatch batch, int i) {
    StructColumn place = (StructColumn) batch.column(17);
    if (i % 3 == 0) {
      text(place.child(0), "Graz");
    }
    ((IntColumn) place.child(1)).add(8010);
    place.add();
    ListColumn lines = (ListColumn) batch.column(18);
    StructColumn line = (StructColumn) lines.elements();
    for (int k = 0; k < i % 4; k++) {
      text(line.child(0), "sku" + k);
      ListColumn tags = (ListColumn) line.child(1);
      for (int t = 0; t < k; t++) {
        ((IntColumn) tags.elements()).add(t);
      }
      tags.add();
      line.add();
    }
    lines.add();
    MapColumn attributes = (MapColumn) batch.column(19);
    text(attributes.keys(), "weight");
    ((DoubleColumn) attributes.values()).add(i);
    text(attributes.keys(), "none");
    attributes.values().addNull();
    attributes.add();
  }

  /** Writes so many rows; every fifth has nothing but an id. */
  static void write(FileFormat format, OutputStream out, int rows, int batchRows)
      throws IOException {
    try (FileWriter writer = format.newWriter(TYPE, out, batchRows)) {
      ColumnBatch batch = new ColumnBatch(TYPE, batchRows);
      for (int i = 0; i < rows; i++) {
        row(batch, i);
        if (batch.isFull()) {
          writer.write(batch);
          batch.clear();
        }
      }
      if (batch.rows() > 0) {
        writer.write(batch);
      }
    }
  }
}
