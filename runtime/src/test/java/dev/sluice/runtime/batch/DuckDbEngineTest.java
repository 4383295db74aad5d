// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.commit.Range;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.lake.stores.LocalStore;
import dev.sluice.views.ViewDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbEngineTest {
  private static final long MEMORY = 128L << 20;

  @TempDir private Path folder;

  private Path write(String name, String rows) throws SQLException {
    Path file = folder.resolve(name);
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute("COPY (" + rows + ") TO '" + file + "' (FORMAT parquet)");
    }
    return file;
  }

  private List<String> compute(String select, String where, List<Path> files)
      throws IOException, SQLException {
    BatchJob job =
        new BatchJob(
            new ViewDefinition("v", select),
            "orders",
            where,
            files,
            MEMORY,
            Files.createTempDirectory(folder, "output"),
            Files.createTempDirectory(folder, "scratch"));
    new DuckDbEngine().run(job, done -> assertThat(done).isBetween(0.0, 1.0));
    List<String> answer = new ArrayList<>();
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT * FROM read_parquet('" + job.results() + "') ORDER BY 1")) {
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(rows.getString(i));
        }
        answer.add(String.join(",", row.stream().map(String::valueOf).toList()));
      }
    }
    return answer;
  }

  @Test
  void computesTheSelectOverAllFilesWhateverColumnsTheyHave() throws Exception {
    Path older = write("a.parquet", "SELECT 'north' AS region, 1 AS quantity");
    Path newer =
        write(
            "b.parquet",
            "SELECT * FROM (VALUES ('north', 2, 'x'), ('south', 5, NULL), ('TEST', 9, 'y')) AS"
                + " t(region, quantity, note)");
    assertThat(
            compute(
                "SELECT region, sum(quantity) AS q, count(note) AS n FROM orders GROUP BY 1",
                "region <> 'TEST'",
                List.of(older, newer)))
        .containsExactly("north,3,1", "south,5,0");
  }

  @Test
  void sumsKeepAllTheirDigits() throws Exception {
    Path file = write("a.parquet", "SELECT unnest([9223372036854775807, 2]) AS quantity");
    assertThat(
            compute(
                "SELECT 'all' AS scope, sum(quantity) AS q FROM orders GROUP BY 1",
                "",
                List.of(file)))
        .containsExactly("all,9223372036854775809");
  }

  @Test
  void aSelectThatIsNotUnderstoodIsRefusedWithTheReason() throws Exception {
    Path file = write("a.parquet", "SELECT 1 AS quantity");
    assertThatThrownBy(() -> compute("SELECT nothing FROM orders", "", List.of(file)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("nothing")
        .hasMessageContaining("has to be DuckDB's too");
  }

  @Test
  void aSnapshotEndsWhereItsCommitsEndAndRemoteFilesAreCopied() throws Exception {
    Path lake = Files.createDirectory(folder.resolve("lake"));
    Files.writeString(lake.resolve("one.parquet"), "bytes");
    LakeSnapshot snapshot =
        LakeSnapshot.of(
            List.of(
                receipt(0, 0, 5, List.of(new Receipt.LandedFile("one.parquet", 5, 5, 0))),
                receipt(0, 5, 9, List.of()),
                receipt(2, 100, 104, List.of())));
    assertThat(snapshot.next()).isEqualTo(Map.of(0, 9L, 2, 104L));
    Path copies = Files.createDirectory(folder.resolve("copies"));
    try (LocalStore store = new LocalStore(lake);
        LocalFiles here = new LocalFiles(store, lake.toString(), copies);
        LocalFiles far = new LocalFiles(store, "s3://bucket/lake", copies)) {
      assertThat(here.of(snapshot.files())).containsExactly(lake.resolve("one.parquet"));
      List<Path> copied = far.of(snapshot.files());
      assertThat(copied.get(0).getParent()).isEqualTo(copies);
      assertThat(copied.get(0)).hasContent("bytes");
      far.forget();
      assertThat(copies).isEmptyDirectory();
    }
  }

  private static Receipt receipt(
      int partition, long from, long to, List<Receipt.LandedFile> files) {
    return new Receipt(
        new Range(new TopicPartition("orders", partition), from, to, to - from, 0, 0),
        to - from,
        0,
        Instant.EPOCH,
        files);
  }
}
