// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.sluice.lake.formats.parquet.ParquetCodec;
import dev.sluice.lake.formats.parquet.ParquetFormat;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetFormatTest {
  private static final Types.StructType TYPE =
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

  @TempDir Path folder;

  private static void text(Column column, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    ((BytesColumn) column).add(bytes, 0, bytes.length);
  }

  private static void bytes(Column column, byte... value) {
    ((BytesColumn) column).add(value, 0, value.length);
  }

  private static void row(ColumnBatch batch, int i) {
    ((LongColumn) batch.column(0)).add(i);
    if (i % 5 != 4) {
      primitives(batch, i);
      nested(batch, i);
    }
    batch.endRow(i, 0);
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

  private void write(Path file, ParquetCodec codec, long rowGroupBytes, int rows, int batchRows)
      throws IOException {
    ParquetFormat format = new ParquetFormat(codec, rowGroupBytes);
    try (FileWriter writer = format.newWriter(TYPE, Files.newOutputStream(file), batchRows)) {
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

  private static String query(String sql) throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("SET TimeZone='UTC'");
      try (ResultSet result = statement.executeQuery(sql)) {
        StringBuilder rows = new StringBuilder();
        while (result.next()) {
          for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            rows.append(i == 1 ? "" : "|").append(result.getString(i));
          }
          rows.append('\n');
        }
        return rows.toString().trim();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ParquetCodec.class)
  void duckDbReadsEveryTypeInEveryCodec(ParquetCodec codec) throws IOException, SQLException {
    Path file = folder.resolve("all.parquet");
    write(file, codec, 1 << 20, 10_000, 1024);
    String from = " FROM '" + file + "'";
    assertThat(
            query(
                "SELECT count(*), sum(id), count(flag), sum(small), sum(f), sum(d), count(text), count(DISTINCT text)"
                    + from))
        .isEqualTo("10000|49995000|8000|-39992000|1.9996E7|9998000.0|8000|7");
    assertThat(
            query(
                "SELECT day::VARCHAR, t::VARCHAR, moment::VARCHAR, local::VARCHAR, text, hex(raw), hex(fixed), uid::VARCHAR"
                    + from
                    + " WHERE id=8001"))
        .isEqualTo(
            "1991-11-28|02:13:21|1970-01-01 02:13:21+00|1970-01-01 02:13:21|text ü 0|41FF|01020341|00000000-0000-0000-0000-000000000001");
    assertThat(
            query(
                "SELECT sum(dec9)::VARCHAR, sum(dec18)::VARCHAR, sum(dec38)::VARCHAR, max(nanos)::VARCHAR"
                    + from))
        .isEqualTo(
            "-399920.00|399920000000000.00|-39992000000000000000000000.00|1970-01-01 00:00:00.009998");
    assertThat(
            query(
                "SELECT count(place), count(place.city), sum(place.zip), sum(len(lines)), count(lines)"
                    + from))
        .isEqualTo("8000|2667|64080000|12000|8000");
    assertThat(query("SELECT lines::VARCHAR, attributes::VARCHAR" + from + " WHERE id=7003"))
        .isEqualTo(
            "[{'sku': sku0, 'tags': []}, {'sku': sku1, 'tags': [0]}, {'sku': sku2, 'tags': [0, 1]}]|{weight=7003.0, none=NULL}");
    assertThat(
            query(
                "SELECT count(*)"
                    + from
                    + " WHERE id % 5 = 4 AND place IS NULL AND lines IS NULL AND attributes IS NULL AND moment IS NULL"))
        .isEqualTo("2000");
  }

  @Test
  void endsRowGroupsAtTheirSize() throws IOException, SQLException {
    Path file = folder.resolve("groups.parquet");
    write(file, ParquetCodec.ZSTD, 256 << 10, 20_000, 1024);
    assertThat(
            Integer.parseInt(
                query("SELECT count(DISTINCT row_group_id) FROM parquet_metadata('" + file + "')")))
        .isGreaterThan(2);
    assertThat(query("SELECT count(*), sum(id) FROM '" + file + "'")).isEqualTo("20000|199990000");
  }
}
