// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import dev.sluice.testkit.mariadb.MariaDbServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** Orders into a table of MariaDB that was made beforehand: inserted, and merged by key. */
final class MariaDbBench {
  private static final long INSERTS = 2_000_000;
  private static final long UPSERTS = 500_000;
  private static final int KEYS = 100_000;
  private static final int ROUNDS = 2;

  private final Path plugins;
  private final Bed bed;
  private final Race race;
  private final MariaDbServer server;

  private MariaDbBench(Path folder, Path plugins, Bed bed, MariaDbServer server) {
    this.plugins = plugins;
    this.bed = bed;
    this.race = new Race(folder, bed);
    this.server = server;
  }

  static void run(Path folder, Path plugins) throws Exception {
    try (Bed bed = Bed.make(folder);
        MariaDbServer server =
            MariaDbServer.start(
                    "--innodb-flush-log-at-trx-commit=1",
                    "--innodb-buffer-pool-size=512M",
                    "--innodb-log-file-size=1G")
                .orElseThrow()) {
      MariaDbBench bench = new MariaDbBench(folder, plugins, bed, server);
      Bed.Topic inserts = bed.fill("inserts", INSERTS, 0);
      Bed.Topic upserts = bed.fill("upserts", UPSERTS, KEYS);
      Result.header(System.out);
      for (int round = 0; round < ROUNDS; round++) {
        bench.land("insert", inserts, inserts.sums());
        bench.land("upsert", upserts, upserts.newest());
      }
    }
  }

  private void land(String mode, Bed.Topic topic, Sums right) throws Exception {
    makeTable(mode);
    Result result = race.run(sluice(mode), topic);
    Sums.of(url(), "orders_sink").mustBe(right, result.contender());
    result.print(System.out);
  }

  private String url() {
    return server.url() + "&user=" + server.user() + "&password=" + server.password();
  }

  private void makeTable(String mode) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS orders_sink, sluice_positions, sluice_ledger");
      statement.execute(
          "CREATE TABLE orders_sink (order_id bigint NOT NULL, customer_id bigint NOT NULL, sku"
              + " varchar(100) NOT NULL, category varchar(100) NOT NULL, quantity int NOT NULL,"
              + " unit_price decimal(10,2) NOT NULL, currency varchar(100) NOT NULL, status"
              + " varchar(100) NOT NULL, event_time datetime(6) NOT NULL, note text"
              + (mode.equals("upsert") ? ", PRIMARY KEY (order_id)" : "")
              + ") CHARACTER SET utf8mb4");
    }
  }

  private Contender sluice(String mode) {
    Map<String, String> properties = new HashMap<>();
    properties.put("connector.class", "dev.sluice.connect.warehouse.WarehouseSinkConnector");
    properties.put("tasks.max", "1");
    properties.put("pipeline", "bench");
    properties.put("table", "orders_sink");
    properties.put("warehouse.url", server.url());
    properties.put("warehouse.user", server.user());
    properties.put("warehouse.password", server.password());
    properties.put("mode", mode);
    properties.put("schema.registry.url", bed.registryUrl());
    if (mode.equals("upsert")) {
      properties.put("key", "order_id");
    }
    return new Contender("sluice-mariadb-" + mode, Contender.JVM, plugins, properties);
  }
}
