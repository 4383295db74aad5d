// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.LocalStore;
import dev.sluice.runtime.batch.BatchEngine;
import dev.sluice.runtime.batch.BatchLayer;
import dev.sluice.runtime.batch.BatchStatus;
import dev.sluice.views.Base;
import dev.sluice.views.LayeredView;
import dev.sluice.views.SqlParser;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewDialect;
import dev.sluice.warehouse.Databases;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.TableName;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The batch layer of a sales view over a lake of six million orders, loaded into DuckDB. */
final class BatchBench {
  private static final long ROWS = 6_000_000;
  private static final int BATCHES = 5;
  private static final String SELECT =
      "SELECT date_trunc('day', event_time AT TIME ZONE 'UTC') AS day, category, count(*) AS orders,"
          + " sum(quantity) AS quantity, sum(quantity * unit_price) AS revenue FROM orders GROUP BY"
          + " 1, 2";
  private static final ViewDefinition SALES =
      new ViewDefinition("sales", "-- layers: batch, speed\n" + SELECT);

  private BatchBench() {}

  static void run(Path folder, Path plugins) throws Exception {
    try (Bed bed = Bed.make(folder)) {
      Bed.Topic topic = bed.fill("orders", ROWS, 0);
      Race race = new Race(folder, bed);
      Result.header(System.out);
      Path lake = folder.resolve("lake");
      Contender files =
          LakeBench.sluice(
              "sluice-lake",
              plugins,
              "lake",
              bed.registryUrl(),
              Map.of("location", lake.toString()));
      LakeBench.check(race.run(files, topic), lake, topic).print(System.out);
      String url = "jdbc:duckdb:" + folder.resolve("warehouse.duckdb");
      race.run(warehouse(plugins, bed, url), topic).print(System.out);
      try (Database database = Databases.open(new Settings(Map.of("warehouse.url", url)))) {
        batches(layer(folder, lake, database), database);
      }
    }
  }

  private static Contender warehouse(Path plugins, Bed bed, String url) {
    Map<String, String> properties = new HashMap<>();
    properties.put("connector.class", "dev.sluice.connect.warehouse.WarehouseSinkConnector");
    properties.put("tasks.max", "1");
    properties.put("pipeline", "warehouse");
    properties.put("table", "orders");
    properties.put("columns.kafka", "partition, offset");
    properties.put("views", SALES.name());
    properties.put("view." + SALES.name(), SALES.sql());
    properties.put("warehouse.url", url);
    properties.put("schema.registry.url", bed.registryUrl());
    return new Contender("sluice-warehouse", Contender.JVM, plugins, properties);
  }

  private static BatchLayer layer(Path folder, Path lake, Database database) throws Exception {
    try (SqlParser parser = SqlParser.open()) {
      Base orders = new Base("orders", TableName.quote("orders"), List.of(), List.of());
      return new BatchLayer(
          new BatchLayer.Source(
              () -> new LocalStore(lake),
              lake.toString(),
              "lake",
              new Settings(Map.of()),
              folder.resolve("scratch")),
          LayeredView.of(parser, SALES, ViewDialect.DUCKDB, List.of(orders)),
          new BatchLayer.Target(database, TableName.parse("orders"), "", "warehouse", 512L << 20));
    }
  }

  private static void batches(BatchLayer layer, Database database) throws Exception {
    for (int i = 0; i < BATCHES; i++) {
      layer.ask();
      layer.run(BatchEngine.Name.DUCKDB);
      BatchStatus status = layer.status();
      if (status.state() != BatchStatus.State.LOADED || status.records() != ROWS) {
        throw new IllegalStateException("the batch has not loaded all rows: " + status);
      }
      mustBeExact(database);
      System.out.printf(
          "batch of %,d records into %,d rows: %.2f s, %,.0f records/s%n",
          status.records(),
          status.rows(),
          status.millis() / 1e3,
          status.records() * 1e3 / status.millis());
    }
  }

  private static void mustBeExact(Database database) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT (SELECT count(*) FROM sales__batch), (SELECT count(*) FROM ((SELECT * FROM"
                    + " sales EXCEPT ALL "
                    + SELECT
                    + ") UNION ALL (("
                    + SELECT
                    + ") EXCEPT ALL SELECT * FROM sales)))")) {
      row.next();
      if (row.getLong(1) == 0 || row.getLong(2) != 0) {
        throw new IllegalStateException(row.getLong(2) + " rows of the view are wrong");
      }
    }
  }
}
