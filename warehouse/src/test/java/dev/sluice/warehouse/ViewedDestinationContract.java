// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewDialect;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.duckdb.DuckDbDialect;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Views over several tables, each table with tasks of its own. */
abstract class ViewedDestinationContract extends PoliciesContract {
  private static final TopicPartition CUSTOMERS = new TopicPartition("customers", 0);
  private static final ViewDefinition BY_REGION =
      new ViewDefinition(
          "by_region",
          "SELECT c.region, sum(o.quantity) AS q FROM orders o LEFT JOIN customers c"
              + " ON c.id = o.customer GROUP BY c.region");
  private static final ViewDefinition REGIONS =
      new ViewDefinition(
          "regions", "SELECT count(*) AS n, region IS NULL AS unknown FROM by_region GROUP BY 2");
  static final ViewDefinition ADDED =
      new ViewDefinition(
          "added", "SELECT customer, count(*) AS n, sum(quantity) AS q FROM orders GROUP BY 1");
  private static final Map<String, List<String>> TABLES =
      Map.of("orders", List.of(), "customers", List.of("id"));

  WarehouseDestination orders(ViewDefinition... views) throws SQLException {
    return destination(insert(), viewing(views));
  }

  @Test
  void sumsOfADeltaViewCountWhatTheDatabaseGivesARow() throws SQLException {
    run("CREATE TABLE orders (customer INTEGER, quantity INTEGER DEFAULT 7)");
    WarehouseDestination destination = orders(ADDED);
    destination.open(List.of(ZERO));
    destination.commit(Feed.of(0, 0, "customer:int=1", "customer:int=2").commit(destination));
    destination.commit(Feed.of(0, 2, "customer:int=1;quantity:int=1").commit(destination));
    assertThat(ask("SELECT customer, n, q FROM added ORDER BY 1"))
        .containsExactly("1,2,8", "2,1,7");
  }

  /** By itself, of its other columns, one of which may be computed too; and conditions see it. */
  @Test
  void viewsCountWhatTheDatabaseComputes() throws SQLException {
    run(
        "CREATE TABLE orders (customer INTEGER, amount INTEGER, per INTEGER DEFAULT 1, quantity INTEGER"
            + " GENERATED ALWAYS AS (amount * per) "
            + stored()
            + ")");
    WarehouseDestination destination = orders(ADDED);
    destination.open(List.of(ZERO));
    destination.commit(
        Feed.of(0, 0, "customer:int=1;amount:int=4", "customer:int=1;amount:int=5")
            .commit(destination));
    destination.commit(Feed.of(0, 2, "customer:int=1;amount:int=2;per:int=10").commit(destination));
    assertThat(ask("SELECT customer, n, q FROM added")).containsExactly("1,3,29");
    WarehouseDestination choosy =
        destination(
            new TableTarget(
                "p", TableName.parse("orders"), Mode.INSERT, List.of(), "quantity > 25"),
            viewing(ADDED));
    choosy.open(List.of(ZERO));
    choosy.commit(
        Feed.of(
                0,
                3,
                "customer:int=1;amount:int=3;per:int=8",
                "customer:int=1;amount:int=26;per:int=1")
            .commit(choosy));
    assertThat(ask("SELECT customer, n, q FROM added")).containsExactly("1,4,55");
  }

  /** Also where rows replace others, of which a batch may know some columns only. */
  @Test
  void conditionsOnReplacingRowsSeeWhatTheDatabaseComputes() throws SQLException {
    run(
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, amount INTEGER, doubled INTEGER GENERATED"
            + " ALWAYS AS (amount * 2) "
            + stored()
            + ")");
    WarehouseDestination destination =
        destination(
            new TableTarget(
                "p", TableName.parse("orders"), Mode.UPSERT, List.of("id"), "doubled > 10"),
            Maintenance.NONE);
    destination.open(List.of(ZERO));
    destination.commit(
        Feed.of(0, 0, "id:int=1;amount:int=4", "id:int=2;amount:int=6").commit(destination));
    destination.commit(Feed.of(0, 2, "id:int=2;amount:int=9").commit(destination));
    assertThat(ask("SELECT id, amount, doubled FROM orders")).containsExactly("2,9,18");
  }

  /** How a table says that a computed column is kept. */
  String stored() {
    return "STORED";
  }

  /** Nothing may land in a table for a long time, and a view over it is wanted now. */
  @Test
  void aViewOverATableAtRestIsMadeWhenItsTaskOpens() throws SQLException {
    WarehouseDestination before = orders();
    before.open(List.of(ZERO));
    before.commit(order(0, 0, 1, 5).commit(before));
    before.commit(order(0, 1, 1, 2).commit(before));
    before.close();
    WarehouseDestination destination = orders(ADDED);
    destination.open(List.of(ZERO));
    assertThat(ask("SELECT customer, n, q FROM added")).containsExactly("1,2,7");
    destination.commit(order(0, 2, 1, 3).commit(destination));
    assertThat(ask("SELECT customer, n, q FROM added")).containsExactly("1,3,10");
  }

  /** A view may be there before the first record that has its column. */
  @Test
  void aViewWaitsForTheRowsThatBringItsColumn() throws SQLException {
    WarehouseDestination before = destination(insert(), Maintenance.NONE);
    before.open(List.of(ZERO));
    before.commit(Feed.of(0, 0, "customer:int=1").commit(before));
    before.close();
    WarehouseDestination destination = orders(ADDED);
    destination.open(List.of(ZERO));
    destination.commit(order(0, 1, 1, 3).commit(destination));
    assertThat(ask("SELECT customer, n, q FROM added")).containsExactly("1,2,3");
  }

  static final ViewDefinition HOURS =
      new ViewDefinition(
          "hours",
          "-- final: hour\nSELECT date_trunc('hour', placed) AS hour, count(*) AS n FROM orders GROUP"
              + " BY 1");

  static Feed at(int partition, long offset, String... times) {
    return Feed.of(
        partition,
        offset,
        Arrays.stream(times)
            .map(time -> "customer:int=1;placed:timestamp=2026-11-23T" + time + ":00Z")
            .toArray(String[]::new));
  }

  WarehouseDestination timed(ViewDefinition view, String time) throws SQLException {
    return destination(
        new TableTarget(
            "p",
            TableName.parse("orders"),
            Mode.INSERT,
            List.of(),
            "",
            Deletes.REJECT,
            Conflicts.WIDEN,
            new Lateness(time, Duration.ofMinutes(10), Lateness.After.UPDATE)),
        viewing(view));
  }

  void hoursAre(String... wanted) throws SQLException {
    assertThat(
            ask(
                "SELECT n, CASE WHEN is_final THEN 'final' ELSE 'open' END FROM hours ORDER BY"
                    + " hour"))
        .containsExactly(wanted);
  }

  /** By the watermark of all partitions, less the grace; what was final stays so. */
  @Test
  void groupsBecomeFinalWhenTheWatermarkHasPassedThem() throws SQLException {
    WarehouseDestination orders = timed(HOURS, "placed");
    TopicPartition one = new TopicPartition("orders", 1);
    orders.open(List.of(ZERO, one));
    orders.commit(at(0, 0, "12:10", "12:50", "13:05").commit(orders));
    hoursAre("2,open", "1,open");
    orders.commit(at(0, 3, "13:20").commit(orders));
    hoursAre("2,final", "2,open");
    orders.commit(at(1, 0, "12:30").commit(orders));
    orders.commit(at(0, 4, "15:00").commit(orders));
    hoursAre("3,final", "2,open", "1,open");
    orders.commit(at(1, 1, "14:30").commit(orders));
    hoursAre("3,final", "2,final", "1,open", "1,open");
  }

  @Test
  void whatIsFinalIsToldByTheTopicsOwnTime() throws SQLException {
    WarehouseDestination orders = timed(HOURS, "other");
    orders.open(List.of(ZERO));
    Commit<StagedRows> rows = at(0, 0, "12:10").commit(orders);
    assertThatThrownBy(() -> orders.commit(rows))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("the topic's event time is other");
  }

  /** Whatever it says: here a window over all rows. */
  @Test
  void aRefreshedViewFollowsItsTableByItsSchedule() throws Exception {
    ViewDefinition ranked =
        new ViewDefinition(
            "ranked",
            "-- refresh: 50ms\nSELECT customer, rank() OVER (ORDER BY sum(quantity) DESC) AS place"
                + " FROM orders GROUP BY customer");
    WarehouseDestination orders = orders(ranked, ADDED);
    orders.open(List.of(ZERO));
    orders.commit(order(0, 0, 1, 5).commit(orders));
    orders.commit(order(0, 1, 2, 7).commit(orders));
    becomes("SELECT customer, place FROM ranked ORDER BY place", "2,1", "1,2");
    orders.commit(order(0, 2, 1, 5).commit(orders));
    becomes("SELECT customer, place FROM ranked ORDER BY place", "1,1", "2,2");
    isRight(ADDED);
    orders.close();
    run("ALTER TABLE orders ADD COLUMN note VARCHAR(10)");
    WarehouseDestination changed =
        orders(
            new ViewDefinition("ranked", "-- refresh: 50ms\nSELECT count(*) AS n FROM orders"),
            ADDED);
    changed.open(List.of(ZERO));
    becomes("SELECT n FROM ranked", "3");
    assertThat(ask("SELECT count(*) FROM sluice_refreshes")).containsExactly("1");
  }

  private void becomes(String question, String... answer) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    List<String> now = List.of();
    while (!now.equals(List.of(answer)) && System.nanoTime() < deadline) {
      Thread.sleep(50);
      try {
        now = ask(question);
      } catch (SQLException e) {
        now = List.of(e.getMessage());
      }
    }
    assertThat(now).containsExactly(answer);
  }

  Maintenance viewing(ViewDefinition... views) throws SQLException {
    return viewing(TABLES, views);
  }

  private Maintenance viewing(Map<String, List<String>> tables, ViewDefinition... views)
      throws SQLException {
    try (Database database = database()) {
      return new ViewMaintenance(
          List.of(views),
          database.dialect() instanceof DuckDbDialect ? ViewDialect.DUCKDB : ViewDialect.POSTGRES,
          tables);
    }
  }

  private WarehouseDestination customers(ViewDefinition... views) throws SQLException {
    return destination(
        new TableTarget("c", TableName.parse("customers"), Mode.UPSERT, List.of("id"), ""),
        viewing(views));
  }

  private static Feed customer(long offset, int id, String region) {
    return new Feed(CUSTOMERS, offset, List.of("id:int=" + id + ";region:string=" + region));
  }

  static Feed order(int partition, long offset, int customer, int quantity) {
    return Feed.of(partition, offset, "customer:int=" + customer + ";quantity:int=" + quantity);
  }

  void isRight(ViewDefinition view) throws SQLException {
    assertThat(
            ask(
                "(SELECT * FROM NAME EXCEPT ALL SELECT * FROM (SQL) a) UNION ALL (SELECT * FROM"
                        .replace("NAME", view.name())
                        .replace("SQL", view.sql())
                    + " (SQL) b EXCEPT ALL SELECT * FROM NAME)"
                        .replace("NAME", view.name())
                        .replace("SQL", view.sql())))
        .as(view.name())
        .isEmpty();
  }

  @Test
  void viewWaitsForItsTablesAndFollowsThemAll() throws SQLException {
    ViewDefinition[] views = {REGIONS, BY_REGION};
    WarehouseDestination orders = orders(views);
    orders.open(List.of(ZERO));
    orders.commit(order(0, 0, 1, 5).commit(orders));
    assertThat(ask("SELECT name FROM sluice_views")).isEmpty();
    WarehouseDestination customers = customers(views);
    customers.open(List.of(CUSTOMERS));
    customers.commit(customer(0, 1, "north").commit(customers));
    assertThat(ask("SELECT region, q FROM by_region")).containsExactly("north,5");
    orders.commit(order(0, 1, 2, 7).commit(orders));
    assertThat(ask("SELECT region, q FROM by_region ORDER BY q"))
        .containsExactly("north,5", "null,7");
    customers.commit(customer(1, 2, "north").commit(customers));
    assertThat(ask("SELECT region, q FROM by_region")).containsExactly("north,12");
    customers.commit(customer(2, 1, "south").commit(customers));
    assertThat(ask("SELECT region, q FROM by_region ORDER BY q"))
        .containsExactly("south,5", "north,7");
    assertThat(ask("SELECT n, unknown FROM regions"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("2,");
    isRight(REGIONS);
  }

  @Test
  void anotherSelectMakesTheNextGenerationAndKeepsTheLast() throws SQLException {
    WarehouseDestination first = orders(ADDED);
    first.open(List.of(ZERO));
    first.commit(order(0, 0, 1, 5).commit(first));
    ViewDefinition changed =
        new ViewDefinition("added", "SELECT customer, max(quantity) AS top FROM orders GROUP BY 1");
    WarehouseDestination second = orders(changed);
    second.open(List.of(ONE));
    second.commit(order(1, 0, 1, 9).commit(second));
    isRight(changed);
    assertThat(ask("SELECT customer, n, q FROM added__g1")).containsExactly("1,1,5");
    assertThat(ask("SELECT name, generation, state FROM sluice_views ORDER BY generation"))
        .containsExactly("added,1,KEPT", "added,2,SERVING");
    assertThatThrownBy(() -> first.commit(order(0, 1, 1, 1).commit(first)))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("has been given another SELECT");
    isRight(changed);
    WarehouseDestination third = orders(ADDED);
    third.open(List.of(ZERO));
    third.commit(order(0, 1, 1, 1).commit(third));
    isRight(ADDED);
    assertThat(ask("SELECT generation, state FROM sluice_views ORDER BY generation"))
        .containsExactly("2,KEPT", "3,SERVING");
  }

  @Test
  void tasksOfBothTablesLoseNoUpdateAndWaitForNoOneCrosswise() throws Exception {
    ViewDefinition[] views = {REGIONS, BY_REGION, ADDED};
    ExecutorService tasks = Executors.newFixedThreadPool(3);
    List<Future<Boolean>> running = new ArrayList<>();
    for (int task = 0; task < 3; task++) {
      int number = task;
      WarehouseDestination own = task == 2 ? customers(views) : orders(views);
      own.open(List.of(task == 2 ? CUSTOMERS : new TopicPartition("orders", task)));
      running.add(tasks.submit(() -> load(own, number)));
    }
    for (Future<Boolean> one : running) {
      assertThat(one.get()).isTrue();
    }
    tasks.shutdown();
    assertThat(ask("SELECT count(*) FROM orders")).containsExactly("80");
    for (ViewDefinition view : views) {
      isRight(view);
    }
  }

  @Test
  void rowsOfTwoGrowingTablesMeetOnceWhicheverComesFirst() throws Exception {
    ViewDefinition pairs =
        new ViewDefinition(
            "pairs",
            "SELECT o.customer, count(*) AS n FROM orders o JOIN visits v"
                + " ON v.customer = o.customer GROUP BY 1");
    Maintenance both = viewing(Map.of("orders", List.of(), "visits", List.of()), pairs);
    TableTarget visits =
        new TableTarget("v", TableName.parse("visits"), Mode.INSERT, List.of(), "");
    ExecutorService tasks = Executors.newFixedThreadPool(2);
    List<Future<Boolean>> running = new ArrayList<>();
    for (int task = 0; task < 2; task++) {
      int number = task;
      WarehouseDestination own = destination(task == 0 ? insert() : visits, both);
      own.open(List.of(new TopicPartition("orders", task)));
      running.add(tasks.submit(() -> load(own, number)));
    }
    for (Future<Boolean> one : running) {
      assertThat(one.get()).isTrue();
    }
    tasks.shutdown();
    assertThat(ask("SELECT count(*) FROM orders JOIN visits USING (customer)"))
        .isEqualTo(ask("SELECT sum(n) FROM pairs"));
    isRight(pairs);
  }

  private static boolean load(WarehouseDestination destination, int task)
      throws InterruptedException {
    Random random = new Random(task);
    for (int i = 0; i < 40; i++) {
      Feed feed =
          task == 2
              ? customer(i, random.nextInt(6), "r" + random.nextInt(3))
              : order(task, i, random.nextInt(6), random.nextInt(10));
      destination.commit(feed.commit(destination));
      Thread.sleep(random.nextInt(6));
    }
    return true;
  }
}
