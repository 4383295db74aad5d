// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * Avro orders into a PostgreSQL table made beforehand, one task, beside the Debezium JDBC sink
 * where that has been built ({@code -Ppeers}). Both in the same kind of worker; Debezium gets the
 * records from a converter that knows their schema by heart.
 */
final class WarehouseBench {
  private static final long INSERTS = 2_000_000;
  private static final long UPSERTS = 500_000;
  private static final int KEYS = 100_000;
  private static final int ROUNDS = 2;

  private final Path debezium;
  private final Path plugins;
  private final Bed bed;
  private final Race race;
  private final String url;

  private WarehouseBench(Path folder, Path plugins, Bed bed, String url) {
    this.debezium = Contender.peer("debezium");
    this.plugins = plugins;
    this.bed = bed;
    this.race = new Race(folder, bed);
    this.url = url;
  }

  static void run(Path folder, Path plugins) throws Exception {
    try (Bed bed = Bed.make(folder);
        EmbeddedPostgres postgres =
            EmbeddedPostgres.builder()
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("fsync", "on")
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("max_wal_size", "4GB")
                .start()) {
      WarehouseBench bench =
          new WarehouseBench(folder, plugins, bed, postgres.getJdbcUrl("postgres", "postgres"));
      Bed.Topic inserts = bed.fill("inserts", INSERTS, 0);
      Bed.Topic upserts = bed.fill("upserts", UPSERTS, KEYS);
      Result.header(System.out);
      for (int round = 0; round < ROUNDS; round++) {
        bench.compare(inserts, "insert");
        bench.compare(upserts, "upsert");
      }
    }
  }

  private void compare(Bed.Topic topic, String mode) throws Exception {
    Result own = land(sluice(mode), topic, mode);
    if (!Files.isDirectory(debezium)) {
      System.out.println("  (the Debezium JDBC sink is not built: run with peers)");
      return;
    }
    Result peer = land(debezium(mode), topic, mode);
    System.out.printf(
        "%-28s %.1f times the records/s, %.1f times less CPU than the Debezium JDBC sink%n",
        own.contender(), own.recordsPerSecond() / peer.recordsPerSecond(), peer.cpu() / own.cpu());
  }

  private Result land(Contender contender, Bed.Topic topic, String mode) throws Exception {
    makeTable(mode);
    Result result = race.run(contender, topic);
    Sums.of(url, "orders_sink")
        .mustBe(mode.equals("upsert") ? topic.newest() : topic.sums(), result.contender());
    result.print(System.out);
    return result;
  }

  private void makeTable(String mode) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS orders_sink, sluice_positions, sluice_ledger");
      statement.execute(
          "CREATE TABLE orders_sink (order_id bigint NOT NULL, customer_id bigint NOT NULL,"
              + " sku text NOT NULL, category text NOT NULL, quantity int NOT NULL,"
              + " unit_price numeric(10,2) NOT NULL, currency text NOT NULL, status text NOT NULL,"
              + " event_time timestamptz NOT NULL, note text"
              + (mode.equals("upsert") ? ", PRIMARY KEY (order_id)" : "")
              + ")");
      statement.execute("CHECKPOINT");
    }
  }

  private Contender sluice(String mode) {
    Map<String, String> properties = new HashMap<>();
    properties.put("connector.class", "dev.sluice.connect.warehouse.WarehouseSinkConnector");
    properties.put("tasks.max", "1");
    properties.put("pipeline", "bench");
    properties.put("table", "orders_sink");
    properties.put("warehouse.url", url);
    properties.put("mode", mode);
    properties.put("schema.registry.url", bed.registryUrl());
    if (mode.equals("upsert")) {
      properties.put("key", "order_id");
    }
    return new Contender("sluice-" + mode, Contender.JVM, plugins, properties);
  }

  private Contender debezium(String mode) {
    Map<String, String> properties = new HashMap<>();
    properties.put("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector");
    properties.put("tasks.max", "1");
    properties.put("value.converter", OrderConverter.class.getName());
    properties.put("connection.url", url + "&reWriteBatchedInserts=true");
    properties.put("connection.username", "postgres");
    properties.put("connection.password", "postgres");
    properties.put("collection.name.format", "orders_sink");
    properties.put("schema.evolution", "none");
    properties.put("insert.mode", mode);
    properties.put("batch.size", "5000");
    properties.put("primary.key.mode", mode.equals("upsert") ? "record_value" : "none");
    properties.put("use.reduction.buffer", Boolean.toString(mode.equals("upsert")));
    if (mode.equals("upsert")) {
      properties.put("primary.key.fields", "order_id");
    }
    return new Contender("debezium-" + mode, Contender.JVM, debezium, properties);
  }
}
