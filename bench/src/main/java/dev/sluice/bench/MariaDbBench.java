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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Orders into a table that was made beforehand: inserted, and merged by key. On MariaDB and MySQL,
 * as far as they are installed.
 */
final class MariaDbBench {
  private static final long INSERTS = 2_000_000;
  private static final long UPSERTS = 500_000;
  private static final int KEYS = 100_000;
  private static final int ROUNDS = Integer.getInteger("sluice.bench.rounds", 2);

  /** Durable, with memory and a log that a server of this size would have. */
  private static final String[] OPTIONS = {
    "--innodb-flush-log-at-trx-commit=1",
    "--innodb-buffer-pool-size=512M",
    "--loose-innodb-log-file-size=1G",
    "--loose-innodb-redo-log-capacity=1G"
  };

  private final String product;
  private final Path plugins;
  private final Bed bed;
  private final Race race;
  private final MariaDbServer server;

  private MariaDbBench(String product, Path plugins, Bed bed, Race race, MariaDbServer server) {
    this.product = product;
    this.plugins = plugins;
    this.bed = bed;
    this.race = race;
    this.server = server;
  }

  static void run(Path folder, Path plugins) throws Exception {
    try (Bed bed = Bed.make(folder)) {
      Bed.Topic inserts = bed.fill("inserts", INSERTS, 0);
      Bed.Topic upserts = bed.fill("upserts", UPSERTS, KEYS);
      Race race = new Race(folder, bed);
      Result.header(System.out);
      for (int round = 0; round < ROUNDS; round++) {
        for (MariaDbServer.Kind kind : MariaDbServer.Kind.values()) {
          Optional<MariaDbServer> server = MariaDbServer.start(kind, OPTIONS);
          if (server.isPresent()) {
            try (MariaDbServer running = server.get()) {
              String product = kind.name().toLowerCase(Locale.ROOT);
              MariaDbBench bench = new MariaDbBench(product, plugins, bed, race, running);
              bench.land("insert", inserts, inserts.sums());
              bench.land("upsert", upserts, upserts.newest());
            }
          }
        }
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
    return server.driverUrl() + "&user=" + server.user() + "&password=" + server.password();
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
    return new Contender("sluice-" + product + "-" + mode, Contender.JVM, plugins, properties);
  }
}
