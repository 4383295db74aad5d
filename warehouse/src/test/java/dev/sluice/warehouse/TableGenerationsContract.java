// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FencedException;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewDialect;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.duckdb.DuckDbDialect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What holds for every warehouse in which tables have generations. */
abstract class TableGenerationsContract extends LayersContract {
  private static final TableName ORDERS = TableName.parse("orders");
  private static final ViewDefinition BY_REGION =
      new ViewDefinition(
          "by_region", "SELECT region, sum(quantity) AS q FROM orders GROUP BY region");

  private Maintenance views() throws SQLException {
    try (Database database = database()) {
      return new ViewMaintenance(
          List.of(BY_REGION),
          database.dialect() instanceof DuckDbDialect ? ViewDialect.DUCKDB : ViewDialect.POSTGRES,
          Map.of("orders", List.of()));
    }
  }

  /** A task of the served table. */
  private WarehouseDestination served() throws SQLException {
    WarehouseDestination destination = destination(insert(), views());
    destination.open(List.of(ZERO));
    return destination;
  }

  /** A task of a generation beside it. */
  private WarehouseDestination beside(Generation generation) throws SQLException {
    WarehouseDestination destination =
        destination(
            new TableTarget(
                TableGenerations.connector("p", generation.number()),
                generation.table(),
                Mode.INSERT,
                List.of(),
                ""),
            Maintenance.NONE);
    destination.open(List.of(ZERO));
    return destination;
  }

  private static void land(WarehouseDestination destination, long from, int... quantities) {
    String[] lines = new String[quantities.length];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = "region:string=north;quantity:int=" + quantities[i];
    }
    destination.commit(Feed.of(0, from, lines).commit(destination));
  }

  private void serve(Generation generation) throws SQLException {
    try (Database database = database();
        TableGenerations generations = new TableGenerations(database)) {
      generations.serve(
          new TableGenerations.Served(ORDERS, "p", views(), Duration.ZERO), generation);
    }
  }

  private Generation begin() throws SQLException {
    try (Database database = database();
        TableGenerations generations = new TableGenerations(database)) {
      return generations.begin(ORDERS, "p");
    }
  }

  private List<Generation> all() throws SQLException {
    try (Database database = database();
        TableGenerations generations = new TableGenerations(database)) {
      return generations.of(ORDERS);
    }
  }

  private TableGenerations.Comparison compare(Generation other) throws SQLException {
    try (Database database = database();
        TableGenerations generations = new TableGenerations(database)) {
      return generations.compare(ORDERS, other);
    }
  }

  @Test
  void rowsPositionsReceiptsAndViewsMoveTogether() throws SQLException {
    WarehouseDestination first = served();
    land(first, 0, 1, 2);
    Generation next = begin();
    assertThat(next.number()).isEqualTo(2);
    assertThat(begin()).isEqualTo(next);
    WarehouseDestination second = beside(next);
    land(second, 0, 10);
    assertThatThrownBy(() -> serve(next))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("not at the same positions");
    WarehouseDestination again = beside(next);
    land(again, 1, 2);
    assertThat(compare(next)).isEqualTo(new TableGenerations.Comparison(2, 2, 2, Set.of()));
    WarehouseDestination owner = served();
    serve(next);

    assertThat(ask("SELECT quantity FROM orders ORDER BY 1")).containsExactly("2", "10");
    assertThat(ask("SELECT quantity FROM orders__g1 ORDER BY 1")).containsExactly("1", "2");
    assertThat(ask("SELECT q FROM by_region")).containsExactly("12");
    assertThat(
            ask(
                "SELECT pipeline, table_name, sum(records) FROM sluice_ledger GROUP BY 1, 2 ORDER BY 1"))
        .containsExactly("p,orders,2", "p-g1,orders__g1,2");
    assertThat(ask("SELECT pipeline, next_offset FROM sluice_positions ORDER BY 1"))
        .containsExactly("p,2", "p-g1,2");
    assertThatThrownBy(() -> land(owner, 2, 99)).isInstanceOf(FencedException.class);
    assertThatThrownBy(() -> land(again, 2, 99)).isInstanceOf(FencedException.class);
    assertThat(all().stream().map(Generation::state))
        .containsExactly(Generation.State.KEPT, Generation.State.SERVING);

    land(served(), 2, 30);
    assertThat(ask("SELECT q FROM by_region")).containsExactly("42");
    goBack();
  }

  private void goBack() throws SQLException {
    Generation old = all().get(0);
    land(beside(old), 2, 3);
    assertThat(old.turn()).isLessThan(all().get(1).turn());
    serve(old);
    assertThat(all().get(0).turn()).as("served last").isGreaterThan(all().get(1).turn());
    assertThat(ask("SELECT quantity FROM orders ORDER BY 1")).containsExactly("1", "2", "3");
    assertThat(ask("SELECT q FROM by_region")).containsExactly("6");
    land(served(), 3, 4);
    assertThat(ask("SELECT q FROM by_region")).containsExactly("10");
    Generation newer = all().get(1);
    assertThat(newer.state()).isEqualTo(Generation.State.KEPT);
    try (Database database = database();
        TableGenerations generations = new TableGenerations(database)) {
      assertThatThrownBy(() -> generations.drop(all().get(0), "p"))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("is the one that is served");
      generations.drop(newer, "p");
    }
    assertThat(all()).hasSize(1);
    assertThat(ask("SELECT DISTINCT pipeline FROM sluice_positions")).containsExactly("p");
  }

  /** Nothing need come for that: a topic may be quiet after a replay. */
  @Test
  void aViewThatIsMadeAnewTellsWhatIsFinal() throws SQLException {
    WarehouseDestination orders = timed(HOURS, "placed");
    orders.open(List.of(ZERO));
    orders.commit(at(0, 0, "12:10", "13:05", "14:20").commit(orders));
    hoursAre("1,final", "1,final", "1,open");
    try (Database database = database();
        TableGenerations generations = new TableGenerations(database)) {
      generations.renew(
          new TableGenerations.Served(ORDERS, "p", viewing(HOURS), Duration.ofMinutes(10)));
      hoursAre("1,final", "1,final", "1,open");
      generations.renew(
          new TableGenerations.Served(ORDERS, "p", viewing(HOURS), Duration.ofMinutes(40)));
      hoursAre("1,final", "1,open", "1,open");
    }
  }

  /** A table is made of the rows of one topic. */
  @Test
  void aGenerationMayBeOfAnotherTopicAndATableIsNotOfTwo() throws SQLException {
    TopicPartition other = new TopicPartition("newer", 0);
    WarehouseDestination first = served();
    land(first, 0, 1, 2, 3);
    WarehouseDestination stranger = destination(insert(), views());
    stranger.madeOf(Set.of("newer"));
    assertThatThrownBy(() -> stranger.open(List.of(other)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("has been made of topic orders, and is to read newer now");
    stranger.madeOf(Set.of("newer", "orders"));
    assertThat(stranger.open(List.of(other))).isEmpty();

    Generation next = begin();
    WarehouseDestination second = beside(next);
    second.madeOf(Set.of("newer"));
    second.open(List.of(other));
    second.commit(
        new Feed(other, 0, List.of("region:string=north;quantity:int=50")).commit(second));
    serve(next);
    assertThat(ask("SELECT q FROM by_region")).containsExactly("50");

    WarehouseDestination owner = destination(insert(), views());
    owner.madeOf(Set.of("newer"));
    assertThat(owner.open(List.of(other))).containsEntry(other, 1L);
    WarehouseDestination late = destination(insert(), views());
    late.madeOf(Set.of("orders"));
    assertThatThrownBy(() -> late.open(List.of(ZERO)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("has been made of topic newer, and is to read orders now");
  }

  @Test
  void aColumnThatOnlyOneHasIsADifference() throws SQLException {
    land(served(), 0, 1);
    Generation next = begin();
    WarehouseDestination beside = beside(next);
    beside.commit(Feed.of(0, 0, "region:string=north;quantity:int=1;note:string=x").commit(beside));
    TableGenerations.Comparison comparison = compare(next);
    assertThat(comparison.differing()).isZero();
    assertThat(comparison.columns()).containsExactly("note");
    assertThat(comparison.equal()).isFalse();
  }

  @Test
  void readersSeeTheOneOrTheOther() throws Exception {
    land(served(), 0, 1, 2);
    Generation next = begin();
    land(beside(next), 0, 10, 20);
    Set<String> seen = ConcurrentHashMap.newKeySet();
    AtomicBoolean stopped = new AtomicBoolean();
    try (Database database = database()) {
      Thread reader = new Thread(() -> read(database, seen, stopped));
      reader.start();
      for (int i = 0; i < 10; i++) {
        Generation other =
            all().stream().filter(g -> g.state() != Generation.State.SERVING).findFirst().get();
        serve(other);
      }
      stopped.set(true);
      reader.join();
    }
    assertThat(seen).containsExactlyInAnyOrder("3,3", "30,30");
  }

  /** Table and view in one statement, which is one snapshot. */
  private static void read(Database database, Set<String> seen, AtomicBoolean stopped) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      while (!stopped.get()) {
        try (ResultSet row =
            statement.executeQuery(
                "SELECT (SELECT sum(quantity) FROM orders), (SELECT sum(q) FROM by_region)")) {
          row.next();
          seen.add(row.getLong(1) + "," + row.getLong(2));
        }
      }
    } catch (SQLException e) {
      seen.add(e.toString());
    }
  }
}
