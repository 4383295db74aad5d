// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.record.TopicPartition;
import dev.sluice.testkit.Seeds;
import dev.sluice.views.ViewDefinition;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.LandedRows;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.postgres.PostgresDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresDestinationTest extends TableGenerationsContract {
  private static final int SCHEDULES = 60;

  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void emptyDatabase() throws SQLException {
    run("DROP SCHEMA public CASCADE");
    run("CREATE SCHEMA public");
  }

  @Override
  Database database() {
    return new PostgresDatabase(server.getJdbcUrl("postgres", "postgres"), null, null);
  }

  @Override
  List<String> expectedTypes() {
    return List.of(
        "b boolean true",
        "i integer -2147483648",
        "l bigint 9223372036854775807",
        "f real 1.5",
        "d double precision -2.5e+300",
        "p numeric -1234567.89",
        "q numeric -1234567890123456789012345678.0123456789",
        "z numeric 0.000",
        "h numeric 10000.0001",
        "day date 1969-12-31",
        "t time without time zone 23:59:59.999999",
        "ts timestamp without time zone 2026-11-23 10:20:30.123456",
        "tz timestamp with time zone 1999-12-31 23:59:59.999999+00",
        "s text héllo 漢",
        "u uuid f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "x bytea \\x00ff10",
        "n jsonb [1, 2, 3]");
  }

  /**
   * Rows are looked for at the table's end; the first commit finds that they are not there: by what
   * it adds up, by a count of its own, or by the keys that it computes anew.
   */
  @ParameterizedTest
  @ValueSource(strings = {"count(*), sum(quantity)", "sum(quantity)", "count(DISTINCT quantity)"})
  void viewsCountRowsThatTheTableHasPutBetweenOthers(String measures) throws SQLException {
    ViewDefinition view =
        new ViewDefinition(
            "per_customer",
            "SELECT customer, "
                + measures.replace("), ", ") AS n, ")
                + " AS m FROM orders GROUP BY 1");
    run("CREATE TABLE orders (customer INTEGER, quantity INTEGER)");
    run("INSERT INTO orders SELECT n % 7, n FROM generate_series(1, 5000) AS n");
    run("DELETE FROM orders WHERE quantity BETWEEN 500 AND 2500");
    run("VACUUM orders");
    WarehouseDestination destination = orders(view);
    destination.open(List.of(ZERO));
    for (int offset = 0; offset < 5; offset++) {
      destination.commit(order(0, offset, 3, 100 + offset).commit(destination));
      isRight(view);
    }
    assertThat(ask("SELECT ctid < '(12,0)' FROM orders WHERE quantity BETWEEN 100 AND 104"))
        .as("there was room in an early block")
        .hasSize(10)
        .containsOnly("t");
  }

  /** COPY adds blocks in advance, which it or another connection fills later. */
  @Test
  void noRowsWaitInAStageAlthoughTwoTasksFillEachOthersBlocks() throws SQLException {
    WarehouseDestination[] tasks = {orders(ADDED), orders(ADDED)};
    String[] rows = new String[5_000];
    Arrays.fill(rows, "customer:int=1;quantity:int=2;note:string=" + "x".repeat(40));
    for (int task = 0; task < tasks.length; task++) {
      tasks[task].open(List.of(new TopicPartition("orders", task)));
    }
    for (int turn = 0; turn < 12; turn++) {
      int task = turn < 6 ? 0 : turn % 2;
      long offset = (turn < 6 ? turn : 6 * (1 - task) + (turn - 6) / 2) * (long) rows.length;
      tasks[task].commit(Feed.of(task, offset, rows).commit(tasks[task]));
    }
    assertThat(ask("SELECT n, q FROM added")).containsExactly("60000,120000");
    assertThat(ask("SELECT relname FROM pg_class WHERE relname LIKE 'sluice_stage%'")).isEmpty();
  }

  /** Else each transaction would read the whole table. */
  @Test
  void landedRowsAreFoundByTheirBlocks() throws SQLException {
    run("CREATE TABLE orders AS SELECT n AS quantity FROM generate_series(1, 100000) AS n");
    run("ANALYZE orders");
    try (Database database = database();
        Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      LandedRows rows =
          database.dialect().landedRows(connection, TableName.parse("orders")).orElseThrow();
      rows.mark(connection);
      statement.execute("INSERT INTO orders VALUES (1), (2)");
      assertThat(rows.found(connection, 2)).isTrue();
      assertThat(rows.found(connection, 3)).isFalse();
      connection.commit();
      rows.mark(connection);
      statement.execute("INSERT INTO orders SELECT n FROM generate_series(1, 500) AS n");
      rows.learn(connection);
      connection.commit();
      statement.execute("INSERT INTO orders SELECT n FROM generate_series(1, 500000) AS n");
      connection.commit();
      rows.mark(connection);
      assertThat(firstBlock(statement))
          .as("where it was last, less what COPY adds")
          .isBetween(300L, 448L);
      StringBuilder plan = new StringBuilder();
      try (ResultSet lines = statement.executeQuery("EXPLAIN SELECT * FROM " + rows.relation())) {
        while (lines.next()) {
          plan.append(lines.getString(1)).append('\n');
        }
      }
      assertThat(plan).contains("Tid Range Scan");
    }
  }

  private static long firstBlock(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT (current_setting('sluice.landed')::point)[0]::bigint AS block")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Autovacuum would see to them within a minute; until then all of them would be read. */
  @Test
  void newBlocksAreSummarisedForTheSearchByTime() throws SQLException {
    run("ALTER SYSTEM SET autovacuum = off");
    run("ALTER SYSTEM SET enable_seqscan = off");
    run("SELECT pg_reload_conf()");
    try {
      WarehouseDestination destination =
          orders(
              new ViewDefinition(
                  "customers",
                  "SELECT date_trunc('hour', placed) AS hour, count(DISTINCT customer) AS n FROM orders"
                      + " GROUP BY 1"));
      destination.open(List.of(ZERO));
      String[] rows = new String[6_000];
      for (int batch = 0; batch < 30; batch++) {
        Arrays.fill(
            rows, "customer:int=1;placed:timestamptz=2026-11-%02dT10:20:30Z".formatted(batch + 1));
        destination.commit(Feed.of(0, (long) batch * rows.length, rows).commit(destination));
      }
      List<String> plan =
          ask(
              "EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF) SELECT count(*) FROM orders WHERE placed <"
                  + " '2026-11-02'");
      assertThat(plan).anyMatch(line -> line.contains("Bitmap Index Scan on orders_placed_idx"));
      long looked =
          plan.stream()
              .filter(line -> line.contains("Rows Removed by Index Recheck"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .sum();
      assertThat(looked).as("rows looked at in vain, of 174,000: %s", plan).isBetween(1L, 60_000L);
    } finally {
      run("ALTER SYSTEM RESET ALL");
      run("SELECT pg_reload_conf()");
    }
  }

  /** With one snapshot per transaction, a task would miss what it has waited for. */
  @Test
  void tasksOnOneViewSeeEachOthersRowsWhateverIsolationTheDatabaseSets() throws Exception {
    run("ALTER ROLE postgres SET default_transaction_isolation = 'repeatable read'");
    ViewDefinition kinds =
        new ViewDefinition(
            "kinds", "SELECT customer, count(DISTINCT quantity) AS n FROM orders GROUP BY 1");
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      WarehouseDestination first = orders(kinds);
      first.open(List.of(ZERO));
      first.commit(order(0, 0, 99, 1).commit(first));
      List<Future<?>> tasks = new ArrayList<>();
      for (int partition = 1; partition <= 2; partition++) {
        TopicPartition own = new TopicPartition("orders", partition);
        WarehouseDestination task = orders(kinds);
        task.open(List.of(own));
        tasks.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 60; i++) {
                    String row = "customer:int=" + i / 2 + ";quantity:int=" + own.partition();
                    task.commit(new Feed(own, i, List.of(row)).commit(task));
                  }
                }));
      }
      for (Future<?> task : tasks) {
        task.get();
      }
      isRight(kinds);
      assertThat(ask("SELECT count(*), sum(n) FROM kinds")).containsExactly("31,61");
    } finally {
      threads.shutdownNow();
      run("ALTER ROLE postgres RESET default_transaction_isolation");
    }
  }

  /** A table that has changed its name keeps its indexes, and those keep theirs. */
  @Test
  void anotherGenerationGetsAnIndexOfOffsetsAndNoSecondOne() throws SQLException {
    String columns = " (v INTEGER, _kafka_partition INTEGER, _kafka_offset BIGINT)";
    run("CREATE TABLE orders" + columns);
    index("orders");
    index("orders");
    run("ALTER TABLE orders RENAME TO orders__g1");
    run("CREATE TABLE orders" + columns);
    run("CREATE INDEX ON orders (_kafka_offset, v)");
    index("orders");
    index("orders__g1");
    assertThat(
            ask(
                "SELECT tablename, count(*) FROM pg_indexes WHERE indexdef LIKE '%USING brin"
                    + " (_kafka_partition, _kafka_offset)%' GROUP BY 1 ORDER BY 1"))
        .containsExactly("orders,1", "orders__g1,1");
  }

  private void index(String table) throws SQLException {
    try (Database database = database()) {
      run(
          database
              .dialect()
              .offsetIndex(TableName.parse(table), List.of("_kafka_partition", "_kafka_offset")));
    }
  }

  @Test
  void everyScheduleOfCrashesAndZombiesKeepsRowsAndPositionsInStep() {
    Seeds.upTo(SCHEDULES).forEach(seed -> Seeds.run(seed, () -> runSchedule(seed)));
  }

  private void runSchedule(long seed) throws SQLException {
    emptyDatabase();
    try (Database database = database();
        Simulation simulation = new Simulation(seed, database, this::database)) {
      simulation.run(25);
    }
  }
}
