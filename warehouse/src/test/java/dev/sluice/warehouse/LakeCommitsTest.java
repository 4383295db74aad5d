// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.commit.Range;
import dev.sluice.core.failure.FencedException;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.shred.RecordFormats;
import dev.sluice.warehouse.LakeCommits.LakeCommit;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.postgres.PostgresDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeCommitsTest {
  private static final TopicPartition ZERO = new TopicPartition("orders", 0);
  private static final TableName SERVED = TableName.parse("orders");
  private static final TableName NEXT = TableName.parse("orders__g2");

  @TempDir private Path folder;
  private final MemoryDatabase database;

  LakeCommitsTest() throws SQLException {
    database = new MemoryDatabase();
  }

  @AfterEach
  void end() throws SQLException {
    database.end();
  }

  /** A served table, so that there are columns and the tables beside them. */
  @BeforeEach
  void serve() {
    try (WarehouseDestination destination =
        new WarehouseDestination(
            new TableTarget("served", SERVED, Mode.INSERT, List.of(), ""),
            database,
            RecordFormats.of(new LineFormat()),
            new CollectedLetters(),
            Maintenance.NONE)) {
      destination.open(List.of(ZERO));
      destination.commit(Feed.of(0, 0, "id:int=1;g:string=a").commit(destination));
    }
  }

  private List<String> ask(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> answer = new ArrayList<>();
      while (rows.next()) {
        answer.add(rows.getString(1));
      }
      return answer;
    }
  }

  private String parquet(String name, String select) throws SQLException {
    String file = folder.resolve(name).toString();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
    }
    return file;
  }

  private static LakeCommit commit(long from, long to, long rows, String... files) {
    return new LakeCommit(new Range(ZERO, from, to, rows, 0, 7), List.of(files), rows);
  }

  private LakeCommits commits(String where) {
    LakeCommits commits = new LakeCommits(database, "served-g2", NEXT, where);
    commits.open(SERVED, List.of(ZERO));
    return commits;
  }

  /** Columns by their names, in whatever order; a file may lack some, and have others. */
  @Test
  void rowsPositionsAndReceiptsChangeTogether() throws Exception {
    String one = parquet("one.parquet", "SELECT 'a' AS g, 1 AS id, 'x' AS other");
    String two = parquet("two.parquet", "SELECT 2::SMALLINT AS ID UNION ALL SELECT 3");
    try (LakeCommits next = commits("")) {
      next.load(List.of(commit(5, 6, 1, one), commit(6, 9, 2, two), commit(9, 10, 0)));
    }
    assertThat(ask("SELECT concat(id, coalesce(g, '-')) FROM orders__g2 ORDER BY id"))
        .containsExactly("1a", "2-", "3-");
    assertThat(ask("SELECT next_offset FROM sluice_positions WHERE pipeline = 'served-g2'"))
        .containsExactly("10");
    assertThat(
            ask(
                "SELECT concat(from_offset, '-', to_offset, ' ', \"rows\") FROM sluice_ledger WHERE"
                    + " pipeline = 'served-g2' ORDER BY from_offset"))
        .containsExactly("5-6 1", "6-9 2", "9-10 0");
  }

  @Test
  void aFileWithOtherRowsThanItsReceiptChangesNothing() throws Exception {
    String file = parquet("one.parquet", "SELECT 1 AS id UNION ALL SELECT 2");
    try (LakeCommits next = commits("")) {
      assertThatThrownBy(() -> next.load(List.of(commit(0, 3, 3, file))))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("hold 2 rows", "tell of 3");
    }
    assertThat(ask("SELECT id FROM orders__g2")).isEmpty();
    assertThat(ask("SELECT 1 FROM sluice_ledger WHERE pipeline = 'served-g2'")).isEmpty();
  }

  /** Else a view in layers would count the rows in neither of them. */
  @Test
  void rowsWithoutTheirPlaceAreNoneOfATableThatHasIt() throws Exception {
    String place = ", 7::BIGINT AS _kafka_offset, 'a' AS g";
    String one = parquet("one.parquet", "SELECT 1 AS id" + place);
    String two = parquet("two.parquet", "SELECT 2 AS id, 'b' AS g");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE orders ADD COLUMN _kafka_offset BIGINT");
    }
    try (LakeCommits next = commits("")) {
      for (List<LakeCommit> all :
          List.of(
              List.of(commit(0, 1, 1, two)), List.of(commit(0, 1, 1, one), commit(1, 2, 1, two)))) {
        assertThatThrownBy(() -> next.load(all))
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining("Not all files of the lake have the column _kafka_offset");
      }
      next.load(List.of(commit(0, 1, 1, one)));
    }
    assertThat(ask("SELECT _kafka_offset FROM orders__g2")).containsExactly("7");
  }

  @Test
  void whoContinuesElsewhereOrIsReplacedIsFenced() throws Exception {
    String file = parquet("one.parquet", "SELECT 1 AS id");
    try (LakeCommits first = commits("id > 0");
        LakeCommits second = commits("id > 1")) {
      assertThatThrownBy(() -> first.load(List.of(commit(0, 1, 1, file))))
          .isInstanceOf(FencedException.class);
      second.load(List.of(commit(0, 1, 1, file)));
      assertThatThrownBy(() -> second.load(List.of(commit(2, 3, 1, file))))
          .isInstanceOf(FencedException.class);
    }
    assertThat(ask("SELECT id FROM orders__g2")).as("none is greater than 1").isEmpty();
  }

  @Test
  void readByDuckDbAlone() throws Exception {
    assertThat(LakeCommits.areReadBy(database)).isTrue();
    try (Database postgres = new PostgresDatabase("jdbc:postgresql://nowhere/", null, null)) {
      assertThat(LakeCommits.areReadBy(postgres)).isFalse();
    }
  }
}
