// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.Header;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.route.TablePartition;
import dev.sluice.lake.formats.parquet.ParquetCodec;
import dev.sluice.lake.formats.parquet.ParquetFormat;
import dev.sluice.lake.formats.parquet.ParquetOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordEncoderTest {
  private static final TopicPartition P3 = new TopicPartition("orders", 3);

  @TempDir Path folder;

  /** What DuckDB gives back is enough to send every record again, as it was. */
  @ParameterizedTest
  @EnumSource(ParquetCodec.class)
  void keepsRecordsByteForByte(ParquetCodec codec) throws IOException, SQLException {
    Random random = new Random(5);
    Gathered gathered =
        new Gathered(P3, new TablePartition("orders", ""), new MemoryBudget(64 << 20));
    List<Envelope> put = new ArrayList<>();
    for (int i = 0; i < 9_000; i++) {
      List<Header> headers =
          i % 3 == 0
              ? List.of(new Header("größe", bytes(random, 5)), new Header("none", null))
              : List.of();
      put.add(
          new Envelope(
              P3,
              2L * i,
              i % 100 == 7 ? -1 : 1_700_000_000_000L + i,
              i % 4 == 0 ? null : bytes(random, i % 20),
              i % 10 == 0 ? null : bytes(random, i % 50),
              headers));
    }
    put.forEach(gathered::add);
    RecordEncoder encoder = new RecordEncoder(new ParquetFormat(codec, ParquetOptions.USUAL));
    Path file = folder.resolve("records" + encoder.extension());
    FileEncoder.Encoded encoded = encoder.encode(gathered, Files.newOutputStream(file));
    assertThat(encoded.rows()).isEqualTo(9_000);
    assertThat(encoded.bytes()).isEqualTo(Files.size(file));
    assertThat(encoded.rejections()).isEmpty();
    assertThat(texts(read(file))).isEqualTo(texts(put));
  }

  private static List<String> texts(List<Envelope> records) {
    return records.stream()
        .map(
            record ->
                record.place()
                    + " "
                    + record.timestamp()
                    + " "
                    + Arrays.toString(record.key())
                    + Arrays.toString(record.value())
                    + record.headers().stream()
                        .map(header -> header.name() + Arrays.toString(header.value()))
                        .toList())
        .toList();
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static List<Envelope> read(Path file) throws SQLException {
    List<Envelope> records = new ArrayList<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet rows =
            duck.createStatement()
                .executeQuery(
                    "SELECT topic, \"partition\", \"offset\", coalesce(epoch_ms(\"timestamp\"), -1), key, value,"
                        + " len(headers), headers[1].name, headers[1].value, headers[2].name, headers[2].value"
                        + " FROM '"
                        + file
                        + "'")) {
      while (rows.next()) {
        List<Header> headers =
            rows.getInt(7) == 0
                ? List.of()
                : List.of(
                    new Header(rows.getString(8), rows.getBytes(9)),
                    new Header(rows.getString(10), rows.getBytes(11)));
        records.add(
            new Envelope(
                new TopicPartition(rows.getString(1), rows.getInt(2)),
                rows.getLong(3),
                rows.getLong(4),
                rows.getBytes(5),
                rows.getBytes(6),
                headers));
      }
    }
    return records;
  }
}
