// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * What keeping a view costs: orders into a table without views, with one that is kept by adding up,
 * and with one whose touched groups are computed again. CPU is that of the worker, with DuckDB in
 * it, and of PostgreSQL's processes.
 */
final class ViewsBench {
  private static final long FEWER = 1_000_000;
  private static final long MORE = 4_000_000;
  private static final int ROUNDS = Integer.getInteger("sluice.bench.rounds", 3);
  private static final Duration ENDED = Duration.ofSeconds(2);
  private static final String TABLE = "orders_sink";

  /** How a view is kept, what it is, and how much more than none it may cost. */
  private enum Kept {
    NONE("", "", 1),
    DELTA(
        "hour",
        "count(*) AS orders, sum(quantity) AS units, sum(quantity * unit_price) AS revenue",
        1.5),
    TOUCHED("minute", "count(*) AS orders, count(DISTINCT customer_id) AS customers", 1.8);

    private final String unit;
    private final String measures;
    private final double most;

    Kept(String unit, String measures, double most) {
      this.unit = unit;
      this.measures = measures;
      this.most = most;
    }

    String select() {
      return "SELECT date_trunc('"
          + unit
          + "', event_time) AS time, category, "
          + measures
          + " FROM "
          + TABLE
          + " GROUP BY 1, 2";
    }
  }

  private final Path plugins;
  private final Bed bed;
  private final Race race;
  private final Path folder;
  private int runs;

  private ViewsBench(Path folder, Path plugins, Bed bed) {
    this.plugins = plugins;
    this.bed = bed;
    this.race = new Race(folder, bed);
    this.folder = folder;
  }

  /**
   * @param database duckdb or postgres; empty for both
   */
  static void run(Path folder, Path plugins, String database) throws Exception {
    try (Bed bed = Bed.make(folder)) {
      ViewsBench bench = new ViewsBench(folder, plugins, bed);
      List<Bed.Topic> topics = List.of(bed.fill("fewer", FEWER, 0), bed.fill("more", MORE, 0));
      Result.header(System.out);
      for (String each : List.of("duckdb", "postgres")) {
        if (each.equals(database) || database.isEmpty()) {
          bench.compare(each, topics);
        }
      }
    }
  }

  /** Where a run's rows go, empty at first. */
  private record Server(String url, Cpu cpu) {}

  /** Seconds that a server has used so far. */
  private interface Cpu {
    double seconds() throws IOException;
  }

  private void compare(String database, List<Bed.Topic> topics) throws Exception {
    Series series = new Series();
    for (int round = 0; round < ROUNDS; round++) {
      for (Bed.Topic topic : topics) {
        for (Kept kept : Kept.values()) {
          Result result = land(database, kept, topic);
          result.print(System.out);
          series.add(result);
        }
      }
    }
    series.print(System.out);
    for (Kept kept : List.of(Kept.DELTA, Kept.TOUCHED)) {
      series.compare(System.out, name(database, kept), name(database, Kept.NONE), kept.most);
    }
  }

  private static String name(String database, Kept kept) {
    return database + "-" + kept.name().toLowerCase(Locale.ROOT);
  }

  private Result land(String database, Kept kept, Bed.Topic topic) throws Exception {
    runs++;
    if (database.equals("duckdb")) {
      String url = "jdbc:duckdb:" + folder.resolve("warehouse-" + runs + ".duckdb");
      return land(name(database, kept), kept, topic, new Server(url, () -> 0));
    }
    Path data = folder.resolve("postgres-" + runs);
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("fsync", "on")
            .setServerConfig("shared_buffers", "512MB")
            .setServerConfig("max_wal_size", "4GB")
            .start()) {
      String url = postgres.getJdbcUrl("postgres", "postgres");
      Server server = new Server(url, () -> ServerCpu.ofPostgres(data));
      return land(name(database, kept), kept, topic, server);
    }
  }

  private Result land(String name, Kept kept, Bed.Topic topic, Server server) throws Exception {
    double before = server.cpu().seconds();
    Result worker = race.run(sluice(name, kept, server.url()), topic);
    // A server's process that is just ending is in no sum.
    LockSupport.parkNanos(ENDED.toNanos());
    Result all = worker.withServer(server.cpu().seconds() - before);
    Sums.of(server.url(), TABLE).mustBe(topic.sums(), name);
    if (kept != Kept.NONE) {
      mustBeExact(server.url(), kept);
    }
    return all;
  }

  private Contender sluice(String name, Kept kept, String url) {
    Map<String, String> properties = new HashMap<>();
    properties.put("connector.class", "dev.sluice.connect.warehouse.WarehouseSinkConnector");
    properties.put("tasks.max", "1");
    properties.put("pipeline", "bench");
    properties.put("table", TABLE);
    if (kept != Kept.NONE) {
      properties.put("views", "sales");
      properties.put("view.sales", kept.select());
    }
    properties.put("warehouse.url", url);
    properties.put("schema.registry.url", bed.registryUrl());
    return new Contender(name, Contender.JVM, plugins, properties);
  }

  private static void mustBeExact(String url, Kept kept) throws SQLException, IOException {
    String plain = "(" + kept.select() + ")";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT (SELECT count(*) FROM sales), (SELECT count(*) FROM ((SELECT * FROM sales"
                    + " EXCEPT ALL "
                    + plain
                    + ") UNION ALL ("
                    + plain
                    + " EXCEPT ALL SELECT * FROM sales)) AS d)")) {
      row.next();
      if (row.getLong(1) == 0 || row.getLong(2) != 0) {
        throw new IOException(row.getLong(2) + " of " + row.getLong(1) + " rows are wrong");
      }
    }
  }
}
