// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.KafkaColumns;
import dev.sluice.views.Base;
import dev.sluice.views.LayeredView;
import dev.sluice.views.SqlParser;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewDialect;
import dev.sluice.views.ViewRefusal;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.duckdb.DuckDbDialect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every warehouse of views in two layers. */
abstract class LayersContract extends ViewedDestinationContract {
  private static final String SELECT =
      "SELECT region, count(*) AS n, sum(quantity) AS q, min(quantity) AS least, max(quantity) AS"
          + " most FROM orders GROUP BY region";
  private static final ViewDefinition SALES =
      new ViewDefinition("sales", "-- layers: batch, speed\n" + SELECT);

  @TempDir Path batches;

  /** All records by partition, as the lake would hold them. */
  private final Map<Integer, List<String[]>> lake = new TreeMap<>();

  private static TableTarget located() {
    return new TableTarget(
        "p",
        TableName.parse("orders"),
        Mode.INSERT,
        List.of(),
        "",
        Deletes.REJECT,
        Conflicts.WIDEN,
        Lateness.NONE,
        new KafkaColumns(
            TableTarget.KAFKA_PREFIX,
            List.of(KafkaColumns.Part.PARTITION, KafkaColumns.Part.OFFSET)));
  }

  private Maintenance keeping(ViewDefinition... views) throws SQLException {
    return new ViewMaintenance(List.of(views), dialect(), Map.of("orders", List.of()));
  }

  private ViewDialect dialect() throws SQLException {
    try (Database database = database()) {
      return database.dialect() instanceof DuckDbDialect
          ? ViewDialect.DUCKDB
          : ViewDialect.POSTGRES;
    }
  }

  private static LayeredView layered(ViewDefinition view, ViewDialect dialect) {
    try (SqlParser parser = SqlParser.open()) {
      Base orders = new Base("orders", "\"orders\"", List.of(), List.of());
      return LayeredView.of(parser, view, dialect, List.of(orders));
    } catch (ViewRefusal | SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void land(WarehouseDestination destination, int partition, String... rows) {
    List<String[]> landed = lake.computeIfAbsent(partition, p -> new ArrayList<>());
    int from = landed.size();
    List<String> lines = new ArrayList<>();
    for (String row : rows) {
      String[] fields = row.split(":");
      landed.add(fields);
      lines.add("region:string=" + fields[0] + ";quantity:int=" + fields[1]);
    }
    destination.commit(Feed.of(partition, from, lines.toArray(String[]::new)).commit(destination));
  }

  /** Computes the view over the first records of each partition, and loads that. */
  private long batch(ViewDefinition definition, Map<Integer, Long> boundary) throws SQLException {
    List<String> rows = new ArrayList<>(List.of("SELECT 'none' AS region, 0 AS quantity LIMIT 0"));
    boundary.forEach(
        (partition, next) ->
            lake.get(partition)
                .subList(0, next.intValue())
                .forEach(
                    fields ->
                        rows.add(
                            "SELECT '" + fields[0] + "', CAST(" + fields[1] + " AS INTEGER)")));
    rows.set(0, "(" + rows.get(0) + ")");
    Path file = batches.resolve("batch.parquet");
    String query = layered(definition, ViewDialect.DUCKDB).over(String.join(" UNION ALL ", rows));
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute(
          "COPY (SELECT * REPLACE (CAST(q AS DECIMAL(38, 0)) AS q) FROM ("
              + query
              + ")) TO '"
              + file
              + "' (FORMAT parquet)");
    }
    try (Database database = database();
        BatchLoad load = new BatchLoad(database)) {
      return load.load(layered(definition, dialect()), file.toString(), boundary);
    }
  }

  private BatchLoad.Drift drift() throws SQLException {
    try (Database database = database();
        BatchLoad load = new BatchLoad(database)) {
      return load.drift(layered(SALES, dialect()), TableName.parse("orders"), "p").orElseThrow();
    }
  }

  private void served() throws SQLException {
    assertThat(ask("SELECT * FROM sales ORDER BY region"))
        .isEqualTo(ask(SELECT + " ORDER BY region"))
        .isNotEmpty();
  }

  @Test
  void bothLayersCountEveryRecordOnceWhereverTheBoundaryIs() throws SQLException {
    Random random = new Random(7);
    WarehouseDestination destination = destination(located(), keeping(SALES));
    destination.open(List.of(ZERO, ONE));
    land(destination, 0, "north:1");
    for (int step = 0; step < 30; step++) {
      String[] rows = new String[1 + random.nextInt(5)];
      for (int i = 0; i < rows.length; i++) {
        rows[i] =
            List.of("north", "south", "east").get(random.nextInt(3)) + ":" + random.nextInt(100);
      }
      land(destination, random.nextInt(2), rows);
      served();
      if (step % 4 == 3) {
        Map<Integer, Long> boundary = new TreeMap<>();
        lake.forEach((p, landed) -> boundary.put(p, (long) random.nextInt(landed.size() + 1)));
        batch(SALES, boundary);
        served();
        assertThat(drift().boundary()).isEqualTo(complete(boundary));
        assertThat(drift().differing()).contains(0L);
      }
    }
  }

  private static Map<Integer, Long> complete(Map<Integer, Long> boundary) {
    Map<Integer, Long> all = new TreeMap<>(boundary);
    all.putIfAbsent(0, 0L);
    return all;
  }

  @Test
  void aBatchOfOtherRowsIsSeenAsDrift() throws SQLException {
    WarehouseDestination destination = destination(located(), keeping(SALES));
    destination.open(List.of(ZERO));
    land(destination, 0, "north:1", "south:2", "south:3");
    batch(SALES, Map.of(0, 2L));
    assertThat(drift().differing()).contains(0L);
    run("UPDATE sales__batch SET q = q + 1 WHERE region = 'north'");
    assertThat(drift().differing()).contains(2L);
    run("UPDATE sluice_positions SET next_offset = 1");
    assertThat(drift().differing()).isEmpty();
  }

  @Test
  void lastDigitsAreNoDrift() throws SQLException {
    WarehouseDestination destination = destination(located(), keeping(SALES));
    destination.open(List.of(ZERO));
    destination.commit(
        Feed.of(
                0,
                0,
                "region:string=north;quantity:double=0.1",
                "region:string=north;quantity:double=0.2")
            .commit(destination));
    try (Database database = database();
        BatchLoad load = new BatchLoad(database)) {
      Path file = batches.resolve("floating.parquet");
      try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
          Statement statement = duckdb.createStatement()) {
        statement.execute(
            "COPY (SELECT 'north' AS region, 2 AS n, 0.3::DOUBLE AS q, 0.1::DOUBLE AS least,"
                + " 0.2::DOUBLE AS most) TO '"
                + file
                + "' (FORMAT parquet)");
      }
      load.load(layered(SALES, dialect()), file.toString(), Map.of(0, 2L));
    }
    assertThat(drift().differing()).contains(0L);
  }

  @Test
  void aWiderColumnGivesTheBatchLayerUpUntilItIsComputedAgain() throws SQLException {
    WarehouseDestination destination = destination(located(), keeping(SALES));
    destination.open(List.of(ZERO));
    land(destination, 0, "north:1", "south:2");
    batch(SALES, Map.of(0, 2L));
    destination.commit(
        Feed.of(0, 2, "region:string=north;quantity:double=0.5").commit(destination));
    served();
    assertThat(drift().boundary()).isEmpty();
    assertThat(ask("SELECT q FROM sales WHERE region = 'north'")).containsExactly("1.5");
  }

  @Test
  void anotherSelectAndAnotherWayOfKeepingTakeTheNameOver() throws SQLException {
    ViewDefinition plain = new ViewDefinition("sales", SELECT);
    ViewDefinition other =
        new ViewDefinition(
            "sales",
            "-- layers: batch, speed\nSELECT region, count(*) AS n FROM orders GROUP BY 1");
    WarehouseDestination first = destination(located(), keeping(plain));
    first.open(List.of(ZERO));
    land(first, 0, "north:1", "south:2");
    served();
    WarehouseDestination second = destination(located(), keeping(SALES));
    second.open(List.of(ZERO));
    land(second, 0, "north:5");
    batch(SALES, Map.of(0, 3L));
    served();
    WarehouseDestination third = destination(located(), keeping(other));
    third.open(List.of(ZERO));
    land(third, 0, "north:6");
    assertThat(ask("SELECT * FROM sales ORDER BY region")).containsExactly("north,3", "south,1");
    assertThatThrownBy(() -> batch(SALES, Map.of(0, 3L)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("no view sales with this SELECT");
    WarehouseDestination fourth = destination(located(), keeping(plain));
    fourth.open(List.of(ZERO));
    land(fourth, 0, "north:7");
    served();
    assertThat(ask("SELECT count(*) FROM sluice_layers")).containsExactly("0");
  }

  @Test
  void rowsWithoutCoordinatesAreToldNotForgotten() throws SQLException {
    WarehouseDestination first = destination(insert(), Maintenance.NONE);
    first.open(List.of(ZERO));
    land(first, 0, "north:1");
    WarehouseDestination second = destination(located(), keeping(SALES));
    second.open(List.of(ZERO));
    assertThatThrownBy(() -> land(second, 0, "north:2"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("has rows without _kafka_partition");
  }
}
