// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.failure.FencedException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds for every warehouse, whatever its dialect. */
abstract class DestinationContract {
  static final TopicPartition ZERO = new TopicPartition("orders", 0);
  static final TopicPartition ONE = new TopicPartition("orders", 1);

  final CollectedLetters letters = new CollectedLetters();
  private final List<WarehouseDestination> opened = new ArrayList<>();

  /** A way to the database of this test; all of a test lead to the same one. */
  abstract Database database() throws SQLException;

  @AfterEach
  void closeDestinations() {
    opened.forEach(WarehouseDestination::close);
  }

  WarehouseDestination destination(TableTarget target, Maintenance maintenance)
      throws SQLException {
    WarehouseDestination destination =
        new WarehouseDestination(target, database(), new LineFormat(), letters, maintenance);
    opened.add(destination);
    return destination;
  }

  WarehouseDestination inserting() throws SQLException {
    return destination(insert(), Maintenance.NONE);
  }

  WarehouseDestination upserting() throws SQLException {
    return destination(upsert(), Maintenance.NONE);
  }

  static TableTarget insert() {
    return new TableTarget("p", TableName.parse("orders"), Mode.INSERT, List.of(), "");
  }

  static TableTarget upsert() {
    return new TableTarget("p", TableName.parse("orders"), Mode.UPSERT, List.of("id"), "");
  }

  void run(String sql) throws SQLException {
    try (Database database = database();
        Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** All rows of an answer, columns joined by commas. */
  List<String> ask(String sql) throws SQLException {
    try (Database database = database();
        Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> answer = new ArrayList<>();
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(rows.getString(i));
        }
        answer.add(String.join(",", row.stream().map(String::valueOf).toList()));
      }
      return answer;
    }
  }

  @Test
  void insertsEveryRecordOnceAcrossReopening() throws SQLException {
    WarehouseDestination first = inserting();
    assertThat(first.open(List.of(ZERO))).isEmpty();
    first.commit(Feed.of(0, 10, "id:int=1;name:string=a", "id:int=2;name:string=b").commit(first));
    WarehouseDestination second = inserting();
    assertThat(second.open(List.of(ZERO, ONE))).isEqualTo(Map.of(ZERO, 12L));
    second.commit(Feed.of(0, 12, "id:int=3;name:string=c").commit(second));
    assertThat(ask("SELECT id, name FROM orders ORDER BY id")).containsExactly("1,a", "2,b", "3,c");
    assertThat(
            ask(
                "SELECT from_offset, to_offset, records, rejected, \"rows\" FROM sluice_ledger"
                    + " ORDER BY from_offset"))
        .containsExactly("10,12,2,0,2", "12,13,1,0,1");
  }

  @Test
  void fencesAnOlderOwner() throws SQLException {
    WarehouseDestination older = inserting();
    older.open(List.of(ZERO));
    Commit<StagedRows> late = Feed.of(0, 0, "id:int=1").commit(older);
    WarehouseDestination newer = inserting();
    newer.open(List.of(ZERO));
    assertThatThrownBy(() -> older.commit(late))
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("orders-0")
        .hasMessageContaining("epoch 1");
    newer.commit(Feed.of(0, 0, "id:int=1").commit(newer));
    assertThat(ask("SELECT id FROM orders")).containsExactly("1");
  }

  @Test
  void decodeFailuresAreRejectedAndTheRestLands() throws SQLException {
    WarehouseDestination destination = inserting();
    destination.open(List.of(ZERO));
    StagedRows staged = Feed.of(0, 0, "id:int=1", "rubbish", "id:int=3").stage(destination);
    assertThat(staged.rejections()).hasSize(1);
    assertThat(staged.rejections().get(0).sentence()).startsWith("orders-0-1 rejected at decode");
    destination.commit(
        new Commit<>(
            List.of(Feed.of(0, 0, "id:int=1", "rubbish", "id:int=3").range(staged)),
            List.of(staged)));
    assertThat(ask("SELECT records, rejected, \"rows\" FROM sluice_ledger"))
        .containsExactly("3,1,2");
  }
}
