// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.commit.Range;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.KafkaColumns.Part;
import dev.sluice.core.shred.Shredder;
import dev.sluice.core.shred.Tombstones;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitRowsTest {
  private static final int ROWS = 30_000;

  @TempDir private Path folder;

  private static Receipt receipt(long rows) {
    Range range =
        new Range(new TopicPartition("orders", 3), 1_000, 1_000 + 2 * ROWS, rows, 0, 0, 7);
    return new Receipt(range, rows, 0, Instant.EPOCH, List.of());
  }

  private Path parquet(String name, String select) throws SQLException {
    Path file = folder.resolve(name);
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
    }
    return file;
  }

  /** Id, offset and timestamp of all rows, as they come. */
  private List<String> read(Receipt receipt, Path... files) {
    List<String> read = new ArrayList<>();
    RowFormat format = new RowFormat();
    Path together = folder.resolve("scratch/together.parquet");
    try (CommitRows rows = CommitRows.open(receipt, List.of(files), together)) {
      format.of(rows.rows());
      MemoryBudget budget = new MemoryBudget(Long.MAX_VALUE);
      Gathered records = rows.next(budget);
      while (records.records() > 0) {
        Decoder decoder = format.newDecoder();
        Types.StructType type = decoder.type(records);
        assertThat(type.fields())
            .extracting(Types.NestedField::name)
            .doesNotContain("_kafka_offset");
        ColumnBatch batch = new ColumnBatch(type, records.records());
        Shredder.fill(records, decoder, Tombstones.REJECT, batch);
        IntColumn ids = (IntColumn) batch.column(0);
        for (int row = 0; row < batch.rows(); row++) {
          read.add(ids.get(row) + "@" + batch.offset(row) + "/" + batch.timestamp(row));
        }
        records = rows.next(budget);
      }
    }
    assertThat(together).doesNotExist();
    return read;
  }

  /** A commit's rows are parted by day, so that offsets of its files interleave. */
  @Test
  void rowsOfSeveralFilesComeInTheOrderOfTheirOffsets() throws SQLException {
    String row =
        "SELECT i::INTEGER AS id, 1000 + 2 * i AS _kafka_offset, make_timestamptz(i * 1000) AS"
            + " _kafka_timestamp FROM range("
            + ROWS
            + ") AS r(i) WHERE i % 2 = ";
    List<String> read =
        read(receipt(ROWS), parquet("odd.parquet", row + 1), parquet("even.parquet", row + 0));
    assertThat(read).hasSize(ROWS).startsWith("0@1000/0", "1@1002/1", "2@1004/2");
    assertThat(read.get(ROWS - 1)).isEqualTo("29999@60998/29999");
  }

  @Test
  void withoutOffsetsRowsAreNumberedFromTheCommitsFirstOne() throws SQLException {
    Path file = parquet("rows.parquet", "SELECT i::INTEGER AS id FROM range(30000) AS r(i)");
    List<String> read = read(receipt(ROWS), file);
    assertThat(read).hasSize(ROWS).startsWith("0@1000/-1", "1@1001/-1").endsWith("29999@30999/-1");
  }

  @Test
  void itSaysWhichPartsTheFilesTell() throws SQLException {
    Path file = parquet("rows.parquet", "SELECT 1 AS id, 1000::BIGINT AS _kafka_offset");
    try (CommitRows rows =
        CommitRows.open(receipt(1), List.of(file), folder.resolve("together.parquet"))) {
      assertThat(rows.has(Part.OFFSET)).isTrue();
      assertThat(rows.has(Part.TIMESTAMP)).isFalse();
      assertThat(rows.bytes()).isPositive();
    }
  }

  @Test
  void moreOrFewerRowsThanTheReceiptTellsAreRefused() throws SQLException {
    Path file = parquet("rows.parquet", "SELECT i::INTEGER AS id FROM range(9) AS r(i)");
    Path together = folder.resolve("together.parquet");
    assertThatThrownBy(() -> CommitRows.open(receipt(10), List.of(file), together))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("hold 9 rows, and the receipt tells of 10");
    assertThat(Files.exists(together)).isFalse();
  }
}
