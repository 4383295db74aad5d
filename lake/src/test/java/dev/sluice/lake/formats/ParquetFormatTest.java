// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import static dev.sluice.lake.formats.DuckDb.query;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.formats.parquet.ParquetCodec;
import dev.sluice.lake.formats.parquet.ParquetFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetFormatTest {
  @TempDir Path folder;

  private static void write(
      Path file, ParquetCodec codec, long rowGroupBytes, int rows, int batchRows)
      throws IOException {
    EveryType.write(
        new ParquetFormat(codec, rowGroupBytes), Files.newOutputStream(file), rows, batchRows);
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
