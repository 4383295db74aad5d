// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import static dev.sluice.lake.formats.DuckDb.query;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.formats.parquet.ParquetCodec;
import dev.sluice.lake.formats.parquet.ParquetFormat;
import dev.sluice.lake.formats.parquet.ParquetOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
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
        new ParquetFormat(
            codec, new ParquetOptions(rowGroupBytes, 1 << 20, true, List.of(), false)),
        Files.newOutputStream(file),
        rows,
        batchRows);
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
  void laysOutPagesDictionariesAndBloomFiltersAsTold() throws IOException, SQLException {
    Path file = folder.resolve("told.parquet");
    ParquetOptions options =
        new ParquetOptions(1L << 30, 4 << 10, false, List.of("text", "place.city"), false);
    EveryType.write(
        new ParquetFormat(ParquetCodec.ZSTD, options), Files.newOutputStream(file), 10_000, 1024);
    String columns = " FROM parquet_metadata('" + file + "')";
    assertThat(
            query(
                "SELECT string_agg(path_in_schema, '; ' ORDER BY path_in_schema)"
                    + columns
                    + " WHERE bloom_filter_offset IS NOT NULL"))
        .isEqualTo("place, city; text");
    assertThat(query("SELECT count(*)" + columns + " WHERE encodings LIKE '%DICTIONARY%'"))
        .isEqualTo("0");
    assertThat(query("SELECT count(*), sum(id) FROM '" + file + "' WHERE text = 'text ü 3'"))
        .isEqualTo("1143|5713140");
    assertThat(
            query(
                "SELECT bloom_filter_excludes FROM parquet_bloom_probe('"
                    + file
                    + "', 'text', 'none')"))
        .isEqualTo("true");
    EveryType.write(
        new ParquetFormat(ParquetCodec.ZSTD, ParquetOptions.USUAL),
        Files.newOutputStream(file),
        10_000,
        1024);
    assertThat(query("SELECT count(*) > 0" + columns + " WHERE encodings LIKE '%DICTIONARY%'"))
        .isEqualTo("true");
  }

  @Test
  void writesListsInTwoLevelsWhereTheyHoldNoNulls() throws IOException, SQLException {
    Path file = folder.resolve("lists.parquet");
    ParquetOptions options = new ParquetOptions(1L << 30, 1 << 20, true, List.of(), true);
    EveryType.write(
        new ParquetFormat(ParquetCodec.ZSTD, options), Files.newOutputStream(file), 10_000, 1024);
    String names =
        "SELECT string_agg(name, ' ') FROM parquet_schema('"
            + file
            + "') WHERE name IN ('list', 'element', 'array')";
    // The outer list may hold nulls, the inner one may not.
    assertThat(query(names)).isEqualTo("list element array");
    assertThat(query("SELECT lines::VARCHAR FROM '" + file + "' WHERE id = 7003"))
        .isEqualTo(
            "[{'sku': sku0, 'tags': []}, {'sku': sku1, 'tags': [0]}, {'sku': sku2, 'tags': [0, 1]}]");
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
