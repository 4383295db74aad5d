// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.reject.Rejection;
import dev.sluice.core.route.TablePartition;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.Tombstones;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.lake.LakeFormats;
import dev.sluice.lake.files.FileEncoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.types.Types;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of every type, sorted by each of them; other engines say whether they are. */
class SortTest {
  private static final TopicPartition P0 = new TopicPartition("orders", 0);
  private static final int RECORDS = 10_000;
  private static final int BAD_EVERY = 997;
  private static final String THREE = "place.city desc nulls first, dec9, id desc";

  @TempDir Path folder;

  /** Four bytes name a row; a negative number is no row. */
  private static final class Numbers implements WireFormat, Decoder {
    @Override
    public Decoder newDecoder() {
      return this;
    }

    @Override
    public Peek newPeek(List<String> fields) {
      throw new IllegalStateException("nothing is routed here");
    }

    @Override
    public Types.StructType type(Gathered records) {
      return EveryType.TYPE;
    }

    @Override
    public Reader reader(ColumnBatch batch) {
      return (bytes, from, length) -> {
        int number = ByteBuffer.wrap(bytes, from, length).getInt();
        EveryType.values(batch, Math.abs(number));
        if (number < 0) {
          throw new MalformedException("no row has the number " + number);
        }
        return Change.ROW;
      };
    }
  }

  private static Gathered records() {
    Gathered gathered =
        new Gathered(P0, new TablePartition("orders", ""), new MemoryBudget(64 << 20));
    Random random = new Random(3);
    for (int i = 0; i < RECORDS; i++) {
      int number = random.nextInt(2_000);
      byte[] value =
          ByteBuffer.allocate(4).putInt(i % BAD_EVERY == 5 ? -number - 1 : number).array();
      gathered.add(new Envelope(P0, 100 + i, 0, null, value, List.of()));
    }
    return gathered;
  }

  private Path write(Map<String, String> settings) throws IOException {
    FileEncoder encoder =
        LakeFormats.encoder(new Settings(settings), new Numbers(), Tombstones.REJECT);
    Path file = folder.resolve("sorted" + encoder.extension());
    FileEncoder.Encoded encoded = encoder.encode(records(), Files.newOutputStream(file));
    List<Long> rejected = new ArrayList<>();
    for (long i = 5; i < RECORDS; i += BAD_EVERY) {
      rejected.add(100 + i);
    }
    assertThat(encoded.rejections().stream().map(Rejection::record).map(Envelope::offset))
        .isEqualTo(rejected);
    assertThat(encoded.rows()).isEqualTo(RECORDS - rejected.size());
    assertThat(encoded.bytes()).isEqualTo(Files.size(file));
    return file;
  }

  private static Map<String, String> settings(String format, String sort) {
    return Map.of("format", format, "sort", sort, "columns.kafka", "offset");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "flag",
        "small",
        "f",
        "d",
        "day",
        "t",
        "moment",
        "local",
        "text",
        "raw",
        "fixed",
        "uid",
        "dec9",
        "dec18",
        "dec38",
        "nanos",
        "place.city",
        "place.zip"
      })
  void duckdbFindsRowsInTheOrderOfAnyType(String column) throws IOException, SQLException {
    for (String way : List.of(" ASC NULLS FIRST", " DESC NULLS LAST", " ASC NULLS LAST")) {
      Path file = write(settings("parquet", column + way));
      assertThat(isSorted("read_parquet('" + file + "')", column + way)).as(way).isEqualTo("true");
    }
  }

  /** Compares the offsets as they lie in the file with the offsets as DuckDB sorts the rows. */
  private static String isSorted(String rows, String order) throws SQLException {
    return DuckDb.query(
        "WITH f AS (SELECT *, row_number() OVER () AS line FROM "
            + rows
            + ") SELECT list(_kafka_offset ORDER BY line) = list(_kafka_offset ORDER BY "
            + order
            + ", _kafka_offset) FROM f");
  }

  @Test
  void duckdbFindsTextFilesInOrder() throws IOException, SQLException {
    Path json = write(settings("json", "small desc, text"));
    assertThat(isSorted("read_json('" + json + "')", "small DESC NULLS LAST, text ASC NULLS FIRST"))
        .isEqualTo("true");
    Path csv = write(settings("csv", "small desc, text"));
    assertThat(isSorted("read_csv('" + csv + "')", "small DESC NULLS LAST, text ASC NULLS FIRST"))
        .isEqualTo("true");
  }

  @Test
  void everyFormatHasTheSameOrder() throws IOException, SQLException {
    List<String> parquet = offsets(write(settings("parquet", THREE)));
    assertThat(parquet).hasSize(RECORDS - 11);
    assertThat(offsets(write(settings("avro", THREE)))).isEqualTo(parquet);
    int last = EveryType.TYPE.fields().size();
    assertThat(OrcText.read(write(settings("orc", THREE)), last)).isEqualTo(parquet);
  }

  private static List<String> offsets(Path file) throws IOException, SQLException {
    if (file.toString().endsWith(".parquet")) {
      return DuckDb.query("SELECT _kafka_offset FROM '" + file + "'").lines().toList();
    }
    List<String> offsets = new ArrayList<>();
    try (DataFileStream<GenericRecord> rows =
        new DataFileStream<>(Files.newInputStream(file), new GenericDatumReader<>())) {
      rows.forEach(row -> offsets.add(row.get("_kafka_offset").toString()));
    }
    return offsets;
  }

  /** In each row group, with pages, indexes and bloom filters where they were. */
  @Test
  void parquetTellsReadersOfTheOrder() throws IOException, SQLException {
    Map<String, String> several =
        Map.of(
            "sort", THREE,
            "columns.kafka", "offset",
            "parquet.row.group.bytes", "64KiB",
            "parquet.page.bytes", "4KiB",
            "parquet.dictionary", "false",
            "parquet.bloom.filters", "text");
    Path file = write(several);
    FileMetaData metadata = footer(file);
    assertThat(metadata.getRow_groupsSize()).isGreaterThan(1);
    assertThat(
            metadata.getRow_groups().stream()
                .map(
                    group ->
                        group.getSorting_columns().stream()
                            .map(
                                key ->
                                    key.getColumn_idx()
                                        + " "
                                        + key.isDescending()
                                        + " "
                                        + key.isNulls_first())
                            .collect(Collectors.joining(", ")))
                .distinct())
        .containsExactly("17 true true, 13 false true, 0 true false");
    assertThat(
            DuckDb.query(
                "SELECT bool_or(bloom_filter_excludes) FROM parquet_bloom_probe('"
                    + file
                    + "', 'text', 'none')"))
        .isEqualTo("true");
    assertThat(DuckDb.query("SELECT count(*) > 900 FROM '" + file + "' WHERE text = 'text ü 3'"))
        .isEqualTo("true");
    Map<String, String> unsorted = Map.of("columns.kafka", "offset");
    assertThat(footer(write(unsorted)).getRow_groups().get(0).isSetSorting_columns()).isFalse();
  }

  private static FileMetaData footer(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 8);
    return Util.readFileMetaData(
        new ByteArrayInputStream(
            Arrays.copyOfRange(bytes, bytes.length - 8 - length, bytes.length - 8)));
  }
}
