// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.shred.RecordFormats;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewDialect;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Views get another SELECT where DDL ends the transaction. */
abstract class SteppedMakingContract {
  private static final ViewDefinition COUNTS =
      new ViewDefinition("by_g", "SELECT g, count(*) AS n FROM orders GROUP BY g");
  private static final ViewDefinition SUMS =
      new ViewDefinition("by_g", "SELECT g, count(*) AS n, sum(q) AS q FROM orders GROUP BY g");
  private static final ViewDefinition TOTALS =
      new ViewDefinition("totals", "SELECT g LIKE 'a%' AS a, sum(n) AS n FROM by_g GROUP BY 1");

  private final MariaDbInstalled installed;
  private final List<WarehouseDestination> opened = new ArrayList<>();

  SteppedMakingContract(MariaDbInstalled installed) {
    this.installed = installed;
  }

  @BeforeEach
  void emptyDatabase() throws SQLException {
    installed.require();
    run("DROP DATABASE sluice");
  }

  @AfterEach
  void close() {
    opened.forEach(WarehouseDestination::close);
    opened.clear();
  }

  private Database database() {
    return installed.database("");
  }

  private void run(String sql) throws SQLException {
    try (Database database = database();
        Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> ask(String sql) throws SQLException {
    try (Database database = database();
        Connection connection = database.connect()) {
      return ask(connection, sql);
    }
  }

  private static List<String> ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> answer = new ArrayList<>();
      while (row.next()) {
        answer.add(row.getString(1));
      }
      return answer;
    }
  }

  private WarehouseDestination task(Database database, int partition, ViewDefinition... views) {
    WarehouseDestination task =
        new WarehouseDestination(
            new TableTarget("p", TableName.parse("orders"), Mode.INSERT, List.of(), ""),
            database,
            RecordFormats.of(new LineFormat()),
            new CollectedLetters(),
            new ViewMaintenance(
                List.of(views),
                ViewDialect.valueOf(installed.product().name()),
                Map.of("orders", List.of())));
    opened.add(task);
    task.open(List.of(new TopicPartition("orders", partition)));
    return task;
  }

  private static void commit(WarehouseDestination task, int partition, long offset) {
    IntFunction<String> line = i -> "g:string=" + (char) ('a' + i % 3) + i % 2 + ";q:int=" + i;
    String[] lines = new String[6];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = line.apply((int) offset + i);
    }
    task.commit(Feed.of(partition, offset, lines).commit(task));
  }

  private void mustBe(ViewDefinition view) throws SQLException {
    String kept = "SELECT * FROM " + view.name();
    assertThat(
            ask(
                "SELECT count(*) FROM (("
                    + kept
                    + " EXCEPT ALL ("
                    + view.select()
                    + ")) UNION ALL (("
                    + view.select()
                    + ") EXCEPT ALL "
                    + kept
                    + ")) AS d"))
        .as(view.select())
        .containsExactly("0");
  }

  @Test
  void readersSeeTheOneOrTheOtherAndNeverNone() throws Exception {
    commit(task(database(), 0, COUNTS), 0, 0);
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService reader = Executors.newSingleThreadExecutor();
    Future<Integer> looks =
        reader.submit(
            () -> {
              int times = 0;
              try (Database database = database();
                  Connection connection = database.connect()) {
                for (; !done.get(); times++) {
                  assertThat(ask(connection, "SELECT sum(n) FROM by_g")).containsExactly("6");
                }
              }
              return times;
            });
    for (int change = 0; change < 20; change++) {
      ViewDefinition next = change % 2 == 0 ? SUMS : COUNTS;
      task(database(), 0, next);
      mustBe(next);
      close();
    }
    done.set(true);
    assertThat(looks.get()).isGreaterThan(20);
    reader.shutdown();
    assertThat(ask("SELECT concat(generation, state) FROM sluice_views ORDER BY generation"))
        .containsExactly("20KEPT", "21SERVING");
    assertThat(ask("SELECT count(*) FROM by_g__g20")).containsExactly("6");
    assertThat(tables()).hasSize(2);
  }

  /** Before some statement, one in three or so, or after it but before its answer. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whateverTheChangeIsBrokenAtTheNextTaskGoesOn(boolean afterwards) throws SQLException {
    long seed = Long.getLong("sluice.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    commit(task(database(), 0, COUNTS, TOTALS), 0, 0);
    close();
    int breaks = 0;
    // That a lock could not be given back is no failure: it goes with the connection.
    int unbroken = 0;
    ViewDefinition other = COUNTS;
    for (int step = random.nextInt(3); unbroken < 3; step += 1 + random.nextInt(5)) {
      String run = "-Dsluice.seed=" + seed + ", step " + step;
      other = other.equals(COUNTS) ? SUMS : COUNTS;
      FaultyDatabase faulty = new FaultyDatabase(database());
      faulty.breakAt(step, afterwards);
      unbroken++;
      try {
        commit(task(faulty, 0, other, TOTALS), 0, rows());
      } catch (UnavailableException e) {
        unbroken = 0;
        breaks++;
      }
      close();
      List<String> rows = List.of(String.valueOf(rows()));
      assertThat(ask("SELECT sum(n) FROM by_g")).as(run).isEqualTo(rows);
      assertThat(ask("SELECT sum(n) FROM totals")).as(run).isEqualTo(rows);
      WarehouseDestination after = task(database(), 0, other, TOTALS);
      commit(after, 0, rows());
      mustBe(other);
      mustBe(TOTALS);
      assertThat(ask("SELECT state FROM sluice_views ORDER BY name, generation"))
          .as(run)
          .containsExactly("KEPT", "SERVING", "KEPT", "SERVING");
      assertThat(tables()).as(run).hasSize(2);
      close();
    }
    assertThat(breaks).as("statements that were broken at").isGreaterThan(20);
  }

  private List<String> tables() throws SQLException {
    return ask(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = database() AND"
            + " table_name LIKE 'by%'");
  }

  private long rows() throws SQLException {
    return Long.parseLong(ask("SELECT count(*) FROM orders").get(0));
  }

  @Test
  void whoKeepsTheFormerSelectWaits() throws SQLException {
    WarehouseDestination former = task(database(), 0, COUNTS);
    commit(former, 0, 0);
    commit(task(database(), 1, SUMS), 1, 0);
    assertThatThrownBy(() -> commit(former, 0, 6))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("has been given another SELECT");
    mustBe(SUMS);
    assertThat(ask("SELECT sum(n) FROM by_g__g1")).containsExactly("6");
  }
}
