// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.RecordFormats;
import dev.sluice.warehouse.dialect.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatenessTest {
  private static final TopicPartition ZERO = new TopicPartition("orders", 0);

  private static TableTarget target(Lateness.After after) {
    return new TableTarget(
        "p",
        TableName.parse("orders"),
        Mode.INSERT,
        List.of(),
        "",
        Deletes.REJECT,
        Conflicts.WIDEN,
        new Lateness("at", Duration.ofMinutes(10), after));
  }

  private static String row(int id, String time) {
    return "id:int=" + id + ";at:timestamp=2026-11-23T" + time + ":00Z";
  }

  /**
   * Three batches: the second has a row within the grace, one beyond it, and one without a time.
   */
  private static List<String> landed(Lateness.After after, String question) throws Exception {
    try (MemoryDatabase database = new MemoryDatabase()) {
      WarehouseDestination destination =
          new WarehouseDestination(
              target(after),
              database,
              RecordFormats.of(new LineFormat()),
              new CollectedLetters(),
              Maintenance.NONE);
      destination.open(List.of(ZERO));
      // The rows of one batch do not make each other late.
      destination.commit(Feed.of(0, 0, row(1, "12:00"), row(2, "09:00")).commit(destination));
      destination.commit(
          Feed.of(0, 2, row(3, "11:55"), row(4, "11:00"), "id:int=5").commit(destination));
      destination.commit(
          Feed.of(0, 5, row(6, "13:00"), row(7, "10:59") + ";note:string=new").commit(destination));
      List<String> answer = new ArrayList<>();
      try (java.sql.Connection connection = database.connect();
          java.sql.Statement statement = connection.createStatement();
          java.sql.ResultSet rows = statement.executeQuery(question)) {
        while (rows.next()) {
          answer.add(rows.getString(1));
        }
      }
      destination.close();
      return answer;
    }
  }

  @Test
  void lateRowsAreTakenLikeOthers() throws Exception {
    assertThat(landed(Lateness.After.UPDATE, "SELECT string_agg(id, ',' ORDER BY id) FROM orders"))
        .containsExactly("1,2,3,4,5,6,7");
  }

  @Test
  void lateRowsAreKeptAsideWithWhereTheyCameFrom() throws Exception {
    assertThat(landed(Lateness.After.SIDE, "SELECT string_agg(id, ',' ORDER BY id) FROM orders"))
        .containsExactly("1,2,3,5,6");
    assertThat(
            landed(
                Lateness.After.SIDE,
                "SELECT concat_ws(' ', id, note, late_topic, late_partition, late_offset,"
                    + " make_timestamp(late_watermark)) FROM orders_late ORDER BY id"))
        .containsExactly(
            "4 orders 0 3 2026-11-23 12:00:00", "7 new orders 0 6 2026-11-23 12:00:00");
  }

  @Test
  void lateRowsAreCountedWhereTheyAreNotTaken() throws Exception {
    String counts =
        "SELECT concat_ws(' ', from_offset, \"rows\", late) FROM sluice_ledger ORDER BY 1";
    assertThat(landed(Lateness.After.DROP, counts)).containsExactly("0 2 0", "2 3 1", "5 2 1");
    assertThat(landed(Lateness.After.SIDE, counts)).containsExactly("0 2 0", "2 3 1", "5 2 1");
    assertThat(landed(Lateness.After.DROP, "SELECT string_agg(id, ',' ORDER BY id) FROM orders"))
        .containsExactly("1,2,3,5,6");
    assertThat(
            landed(
                Lateness.After.DROP, "SELECT make_timestamp(max_event_time) FROM sluice_positions"))
        .containsExactly("2026-11-23 13:00:00.0");
  }

  @Test
  void aFieldThatIsNoTimeIsRefused() {
    assertThatThrownBy(
            () -> {
              try (MemoryDatabase database = new MemoryDatabase()) {
                WarehouseDestination destination =
                    new WarehouseDestination(
                        target(Lateness.After.SIDE),
                        database,
                        RecordFormats.of(new LineFormat()),
                        new CollectedLetters(),
                        Maintenance.NONE);
                destination.open(List.of(ZERO));
                destination.commit(Feed.of(0, 0, "id:int=1;at:string=noon").commit(destination));
              }
            })
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("The field at is to be the event time, but it is a string");
  }
}
