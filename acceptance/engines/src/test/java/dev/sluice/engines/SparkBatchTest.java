// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.engines;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch layer that Spark computes of the lake's files, in local mode. */
class SparkBatchTest {
  private static final int ORDERS = 3_000;
  private static final String SELECT =
      "SELECT date_trunc('day', ordered_at) AS day, country, count(*) AS orders,"
          + " sum(quantity) AS quantity, sum(quantity * unit_price) AS revenue FROM orders"
          + " GROUP BY 1, 2";

  @TempDir private Path folder;

  private void installSpark() throws IOException {
    StringBuilder script = new StringBuilder("#!/bin/sh\nexec '" + Product.java() + "' -Xmx512m");
    for (String opened :
        List.of("java.lang", "java.lang.invoke", "java.net", "java.nio", "java.util",
            "java.util.concurrent", "sun.nio.ch", "sun.security.action", "sun.util.calendar")) {
      script.append(" --add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    script.append(" -cp '" + System.getProperty("java.class.path") + "' ");
    script.append(SparkSqlShell.class.getName() + " \"$@\"\n");
    Path program = Files.createDirectories(folder.resolve("spark/bin")).resolve("spark-sql");
    Files.writeString(program, script);
    assertTrue(program.toFile().setExecutable(true));
  }

  private Path pipeline() throws IOException {
    Files.writeString(
        folder.resolve("sales_by_day.sql"), "-- layers: batch, speed\n" + SELECT + "\n");
    return Files.writeString(
        folder.resolve("pipeline.yaml"),
        """
        name: orders
        topics: {orders: {format: avro, partitions: 2}}
        lake: {tables: {orders: {location: %s, rotate: {interval: 1s}}}}
        warehouse:
          url: jdbc:duckdb:%s
          tables: {orders: {mode: insert, columns.kafka: [partition, offset]}}
        views: [sales_by_day.sql]
        """
            .formatted(folder.resolve("lake"), folder.resolve("warehouse.duckdb")));
  }

  @Test
  void theSameRowsAsDuckDb() throws Exception {
    installSpark();
    Product product = new Product(folder);
    Path output = folder.resolve("up.txt");
    product.orders(ORDERS);
    Process up = product.up(output, pipeline());
    try {
      product.awaitLanded(up, output, ORDERS);
      String batch = product.said("batch", "sales_by_day", "--engine", "spark");
      String layers =
          product.said(
              "sql",
              "SELECT count(*) AS n FROM ((SELECT * FROM sales_by_day__batch EXCEPT ALL "
                  + SELECT
                  + ") UNION ALL ("
                  + SELECT
                  + " EXCEPT ALL SELECT * FROM sales_by_day__batch)) AS d");
      assertTrue(layers.lines().anyMatch(line -> line.strip().equals("0")), batch + layers);
      String rows = product.said("sql", "SELECT sum(orders) AS n FROM sales_by_day__batch");
      assertTrue(rows.replace(",", "").contains(Integer.toString(ORDERS)), rows);
      product.said("verify", "--lambda");
    } finally {
      up.destroy();
      up.waitFor();
    }
  }
}
