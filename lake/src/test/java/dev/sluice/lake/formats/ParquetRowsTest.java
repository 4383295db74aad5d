// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import static dev.sluice.lake.formats.DuckDb.query;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.lake.formats.parquet.ParquetCodec;
import dev.sluice.lake.formats.parquet.ParquetFormat;
import dev.sluice.lake.formats.parquet.ParquetOptions;
import dev.sluice.lake.formats.parquet.ParquetRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read is written once more, and another reader finds no difference. */
class ParquetRowsTest {
  private static final int ROWS = 10_000;

  @TempDir Path folder;

  private Path written(boolean twoLevelLists) throws IOException {
    Path file = folder.resolve("written.parquet");
    EveryType.write(
        new ParquetFormat(
            ParquetCodec.NONE,
            new ParquetOptions(1 << 17, 1 << 14, true, List.of(), twoLevelLists)),
        Files.newOutputStream(file),
        ROWS,
        1024);
    return file;
  }

  private static void copy(Path from, Path to, Set<String> without) throws IOException {
    try (ParquetRows rows = ParquetRows.open(from, without);
        FileWriter writer =
            new ParquetFormat(
                    ParquetCodec.NONE, new ParquetOptions(1 << 20, 1 << 16, true, List.of(), false))
                .newWriter(rows.type(), Files.newOutputStream(to), ROWS)) {
      List<Long> groups = rows.groups();
      assertThat(groups).hasSizeGreaterThan(1);
      for (long group : groups) {
        assertThat(rows.nextGroup()).isTrue();
        ColumnBatch batch = new ColumnBatch(rows.type(), (int) group);
        ParquetRows.Reader reader = rows.reader(batch);
        for (int i = 0; i < group; i++) {
          reader.read();
          batch.endRow(i, 0);
        }
        writer.write(batch);
      }
      assertThat(rows.nextGroup()).isFalse();
    }
  }

  private static void mustBeTheSame(Path one, Path other) throws SQLException {
    String rows = "SELECT * FROM '" + one + "'";
    String others = "SELECT * FROM '" + other + "'";
    assertThat(query("SELECT count(*) FROM '" + other + "'")).isEqualTo(ROWS + "");
    assertThat(query("(" + rows + " EXCEPT ALL " + others + ") LIMIT 2")).isEmpty();
    assertThat(query("SELECT column_name, column_type FROM (DESCRIBE " + rows + ")"))
        .isEqualTo(query("SELECT column_name, column_type FROM (DESCRIBE " + others + ")"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyTypeComesBack(boolean twoLevelLists) throws IOException, SQLException {
    Path file = written(twoLevelLists);
    Path copy = folder.resolve("copy.parquet");
    copy(file, copy, Set.of());
    mustBeTheSame(file, copy);
  }

  /** Which is what becomes of several files of a commit. */
  @Test
  void everyTypeComesBackFromWhatDuckDbWrites() throws IOException, SQLException {
    Path file = written(false);
    Path theirs = folder.resolve("theirs.parquet");
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute(
          "COPY (SELECT * FROM '"
              + file
              + "') TO '"
              + theirs
              + "' (FORMAT parquet, CODEC 'uncompressed', ROW_GROUP_SIZE 4096)");
    }
    Path copy = folder.resolve("copy.parquet");
    copy(theirs, copy, Set.of());
    mustBeTheSame(theirs, copy);
  }

  @Test
  void columnsArePassedOver() throws IOException, SQLException {
    Path file = written(false);
    Path copy = folder.resolve("copy.parquet");
    copy(file, copy, Set.of("place", "lines", "id"));
    String those = "SELECT * EXCLUDE (place, lines, id) FROM '" + file + "'";
    assertThat(query(those + " EXCEPT ALL SELECT * FROM '" + copy + "'")).isEmpty();
    try (ParquetRows rows = ParquetRows.open(file, Set.of("lines"))) {
      assertThat(rows.type().fields())
          .extracting(Types.NestedField::name)
          .contains("id", "place")
          .doesNotContain("lines");
    }
  }
}
