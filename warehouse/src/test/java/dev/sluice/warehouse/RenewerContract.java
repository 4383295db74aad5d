// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.shred.RecordFormats;
import dev.sluice.views.Renewal;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewDialect;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Views get another SELECT while rows come, and no writer waits for it. */
abstract class RenewerContract {
  private static final int ROWS = 150_000;
  private static final ViewDefinition BEFORE =
      new ViewDefinition("by_g", "SELECT g, count(*) AS n FROM orders GROUP BY g");
  private static final ViewDefinition SUMS =
      new ViewDefinition("by_g", "SELECT g, sum(q) AS n FROM orders WHERE q > 2 GROUP BY g");
  private static final ViewDefinition DISTINCT =
      new ViewDefinition("by_g", "SELECT g, count(DISTINCT q) AS n FROM orders GROUP BY g");

  private final List<WarehouseDestination> opened = new ArrayList<>();
  private final Map<Integer, Long> next = new HashMap<>();
  private final long seed = Long.getLong("sluice.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  @BeforeEach
  void fill() throws SQLException {
    empty();
    run(
        "CREATE TABLE orders AS SELECT i AS id, 'g' || i % 50 AS g, i % 7 AS q FROM"
            + " generate_series(1, "
            + ROWS
            + ") AS t(i)");
    if (!primaryKey().isEmpty()) {
      run("ALTER TABLE orders ADD PRIMARY KEY (id)");
    }
  }

  @AfterEach
  void close() {
    opened.forEach(WarehouseDestination::close);
  }

  /** For which every table is large. */
  abstract Database database();

  abstract ViewDialect dialect();

  /** Leaves nothing in it. */
  abstract void empty() throws SQLException;

  /** What stands behind a column that tells rows apart. */
  abstract String primaryKey();

  void run(String sql) throws SQLException {
    try (Database database = database();
        Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  long ask(String sql) throws SQLException {
    try (Database database = database();
        Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private WarehouseDestination task(Mode mode, int partition, ViewDefinition view) {
    List<String> key = mode == Mode.UPSERT ? List.of("id") : List.of();
    WarehouseDestination task =
        task(new TableTarget("p", TableName.parse("orders"), mode, key, ""), key, view);
    task.open(List.of(new TopicPartition("orders", partition)));
    return task;
  }

  private WarehouseDestination task(TableTarget target, List<String> key, ViewDefinition view) {
    WarehouseDestination task =
        new WarehouseDestination(
            target,
            database(),
            RecordFormats.of(new LineFormat()),
            new CollectedLetters(),
            new ViewMaintenance(
                List.of(view), dialect(), Map.of("orders", key, "names", List.of("g"))));
    opened.add(task);
    return task;
  }

  /**
   * Commits some rows; in mode upsert most of them change rows that are there, and their groups.
   */
  private void commit(WarehouseDestination task, Mode mode, int partition) {
    long from = next.getOrDefault(partition, 0L);
    String[] lines = new String[1 + random.nextInt(40)];
    for (int i = 0; i < lines.length; i++) {
      // Each partition has keys of its own, as in a topic.
      long id =
          mode == Mode.UPSERT && random.nextInt(4) > 0
              ? 2L * random.nextInt(ROWS / 2) + partition
              : 10L * ROWS + 2 * (from + i) + partition;
      lines[i] =
          "id:int=" + id + ";g:string=g" + random.nextInt(60) + ";q:int=" + random.nextInt(9);
    }
    task.commit(Feed.of(partition, from, lines).commit(task));
    next.put(partition, from + lines.length);
  }

  private boolean serves(ViewDefinition view) throws SQLException {
    return ask(
            "SELECT count(*) FROM sluice_views WHERE state = 'SERVING' AND \"sql\" = '"
                + view.select()
                + "'")
        == 1;
  }

  /** In one snapshot: rows in which the view differs from a SELECT. */
  private static String difference(ViewDefinition view) {
    String kept = "SELECT g, n FROM by_g";
    return "(SELECT count(*) FROM (("
        + kept
        + " EXCEPT ALL "
        + view.select()
        + ") UNION ALL ("
        + view.select()
        + " EXCEPT ALL "
        + kept
        + ")) AS d)";
  }

  private void mustBeOneOf(ViewDefinition... views) throws SQLException {
    String differences =
        Stream.of(views).map(RenewerContract::difference).collect(Collectors.joining(", "));
    assertThat(ask("SELECT least(" + differences + ")")).as("-Dsluice.seed=%d", seed).isZero();
  }

  private void mustBe(ViewDefinition view) throws SQLException {
    assertThat(ask("SELECT " + difference(view))).as("-Dsluice.seed=%d", seed).isZero();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void theOneBeforeIsKeptUntilTheNextIsServed(Mode mode) throws SQLException {
    for (ViewDefinition after : List.of(SUMS, DISTINCT)) {
      WarehouseDestination old = task(mode, 0, BEFORE);
      commit(old, mode, 0);
      for (int i = 0; !serves(BEFORE); i++) {
        assertThat(i).isLessThan(1_000);
        commit(old, mode, 0);
      }
      mustBe(BEFORE);
      // The first of them begins when it opens.
      WarehouseDestination[] tasks = {task(mode, 0, after), null};
      int beside = 0;
      while (!serves(after)) {
        if (beside == 1) {
          tasks[1] = task(mode, 1, after);
        }
        int which = beside == 0 ? 0 : random.nextInt(2);
        commit(tasks[which], mode, which);
        mustBeOneOf(BEFORE, after);
        assertThat(beside++).isLessThan(1_000);
      }
      assertThat(beside).as("commits beside the making").isPositive();
      mustBe(after);
      if (tasks[1] == null) {
        tasks[1] = task(mode, 1, after);
      }
      for (int which = 0; which < 2; which++) {
        commit(tasks[which], mode, which);
        mustBe(after);
      }
      assertThat(ask("SELECT count(*) FROM pg_class WHERE relname LIKE 'by_g__g%_keys'")).isZero();
      assertThatThrownBy(() -> commit(old, mode, 0)).isInstanceOf(RuntimeException.class);
      for (WarehouseDestination task : opened) {
        task.close();
      }
      opened.clear();
    }
  }

  /** Both tables change, and rows of the second one take the place of the LEFT JOIN's nulls. */
  @Test
  void aViewOfTwoTablesIsMadeBesideTheTasksOfBoth() throws SQLException {
    run("CREATE TABLE names (g text" + primaryKey() + ", name text)");
    String from = " FROM orders o LEFT JOIN names m ON m.g = o.g GROUP BY 1";
    ViewDefinition before = new ViewDefinition("by_g", "SELECT m.name AS g, count(*) AS n" + from);
    ViewDefinition after = new ViewDefinition("by_g", "SELECT m.name AS g, sum(o.q) AS n" + from);
    commit(task(Mode.UPSERT, 0, before), Mode.UPSERT, 0);
    mustBe(before);
    WarehouseDestination orders = task(Mode.UPSERT, 0, after);
    List<String> key = List.of("g");
    WarehouseDestination names =
        task(
            new TableTarget("n", TableName.parse("names"), Mode.UPSERT, key, ""),
            List.of("id"),
            after);
    TopicPartition partition = new TopicPartition("names", 0);
    names.open(List.of(partition));
    int offset = 0;
    for (int i = 0; i < 3 || !serves(after); i++) {
      assertThat(i).isLessThan(300);
      commit(orders, Mode.UPSERT, 0);
      String line = "g:string=g" + random.nextInt(60) + ";name:string=n" + random.nextInt(9);
      names.commit(new Feed(partition, offset++, List.of(line)).commit(names));
      mustBeOneOf(before, after);
    }
    mustBe(after);
  }

  /** Of tasks that end at any moment, the next ones go on. */
  @Test
  void whoeverIsThereGoesOn() throws SQLException {
    commit(task(Mode.UPSERT, 0, BEFORE), Mode.UPSERT, 0);
    int lives = 0;
    while (!serves(SUMS)) {
      assertThat(lives++).isLessThan(100);
      WarehouseDestination task = task(Mode.UPSERT, 0, SUMS);
      for (int i = 0; i < 1 + random.nextInt(3); i++) {
        commit(task, Mode.UPSERT, 0);
        mustBeOneOf(BEFORE, SUMS);
      }
      task.close();
      opened.remove(task);
      if (lives > 10) {
        WarehouseDestination last = task(Mode.UPSERT, 0, SUMS);
        for (int i = 0; i < 200 && !serves(SUMS); i++) {
          commit(last, Mode.UPSERT, 0);
        }
      }
    }
    mustBe(SUMS);
  }

  @Test
  void aSelectThatIsTakenBackOrChangedOnceMoreLeavesNothing() throws SQLException {
    commit(task(Mode.INSERT, 0, BEFORE), Mode.INSERT, 0);
    // Its sums may be made, and served, before the next one comes.
    commit(task(Mode.INSERT, 0, SUMS), Mode.INSERT, 0);
    WarehouseDestination distinct = task(Mode.INSERT, 0, DISTINCT);
    commit(distinct, Mode.INSERT, 0);
    mustBeOneOf(BEFORE, SUMS, DISTINCT);
    WarehouseDestination back = task(Mode.INSERT, 0, BEFORE);
    for (int i = 0; i < 300 && (i < 5 || !serves(BEFORE)); i++) {
      commit(back, Mode.INSERT, 0);
      mustBeOneOf(BEFORE, SUMS, DISTINCT);
    }
    mustBe(BEFORE);
    assertThat(ask("SELECT count(*) FROM sluice_views WHERE state = 'BUILDING'")).isZero();
    assertThat(ask("SELECT count(*) FROM pg_class WHERE relname LIKE 'by_g__g%_keys'")).isZero();
  }

  @Test
  void whatCannotBeComputedIsToldAndTheOneBeforeIsServed() throws SQLException {
    ViewDefinition wrong =
        new ViewDefinition("by_g", "SELECT g, sum(CAST(g AS INTEGER)) AS n FROM orders GROUP BY g");
    commit(task(Mode.INSERT, 0, BEFORE), Mode.INSERT, 0);
    WarehouseDestination task = task(Mode.INSERT, 0, wrong);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 300; i++) {
                commit(task, Mode.INSERT, 0);
              }
            })
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("The next generation of view by_g cannot be made")
        .hasMessageMatching("(?s).*['\"]g[0-9]+['\"].*");
    mustBe(BEFORE);
  }

  /** A task may ask once more before it has seen that another one has served it. */
  @Test
  void whatHasBeenServedMeanwhileIsNoFailure() throws SQLException {
    commit(task(Mode.INSERT, 0, SUMS), Mode.INSERT, 0);
    Generation gone =
        new Generation(
            TableName.parse("by_g"), 2, Generation.State.BUILDING, SUMS.select(), "DELTA", 0);
    Renewal renewal = new Renewal(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    try (Database database = database();
        Renewer renewer =
            Renewer.start(database, Maintenance.NONE, List.of(new BegunView(gone, renewal)))) {
      for (int i = 0; i < 1_000 && renewer.isRunning(); i++) {
        LockSupport.parkNanos(10_000_000);
      }
      assertThat(renewer.isRunning()).isFalse();
      renewer.requireNoFailure();
    }
    mustBe(SUMS);
  }

  @Test
  void aTableThatNobodyKnowsIsNoViewOfBefore() throws SQLException {
    run("CREATE TABLE by_g (other INTEGER)");
    commit(task(Mode.INSERT, 0, SUMS), Mode.INSERT, 0);
    mustBe(SUMS);
  }

  /** It would not note what it changes. */
  @Test
  void aTaskOfBeforeWaits() throws SQLException {
    WarehouseDestination old = task(Mode.INSERT, 0, BEFORE);
    commit(old, Mode.INSERT, 0);
    WarehouseDestination other = task(Mode.INSERT, 1, SUMS);
    commit(other, Mode.INSERT, 1);
    assertThatThrownBy(() -> commit(old, Mode.INSERT, 0))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("has been given another SELECT since this task started");
    for (int i = 0; i < 300 && !serves(SUMS); i++) {
      commit(other, Mode.INSERT, 1);
    }
    mustBe(SUMS);
  }
}
