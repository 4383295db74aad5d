// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark reads a table by its location, and rewrites its files; verify and batches go by that. */
class SparkIcebergTest {
  private static final int ORDERS = 3_000;

  @TempDir private Path folder;

  private Path pipeline() throws Exception {
    Files.writeString(
        folder.resolve("sales_by_day.sql"),
        "-- layers: batch, speed\n"
            + "SELECT date_trunc('day', ordered_at) AS day, count(*) AS orders FROM orders GROUP BY 1\n");
    return Files.writeString(
        folder.resolve("pipeline.yaml"),
        """
        name: orders
        topics: {orders: {format: avro, partitions: 2}}
        lake:
          tables:
            orders:
              location: %s
              table.format: iceberg
              partition: [day(ordered_at), country]
              rotate: {interval: 1s}
        warehouse:
          url: jdbc:duckdb:%s
          tables: {orders: {mode: insert, columns.kafka: [partition, offset]}}
        views: [sales_by_day.sql]
        """
            .formatted(folder.resolve("lake"), folder.resolve("warehouse.duckdb")));
  }

  /** With a catalog of paths; the one that Spark asks first wants Hive's classes. */
  private SparkSession spark() {
    return SparkSession.builder()
        .master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.catalog.default_iceberg", "org.apache.iceberg.spark.SparkCatalog")
        .config("spark.sql.catalog.default_iceberg.type", "hadoop")
        .config("spark.sql.catalog.default_iceberg.warehouse", folder.toString())
        .config("spark.sql.warehouse.dir", folder.resolve("spark-warehouse").toString())
        .getOrCreate();
  }

  @Test
  void isReadAndRewritten() throws Exception {
    Product product = new Product(folder);
    product.orders(ORDERS);
    Path output = folder.resolve("up.txt");
    String location = folder.resolve("lake").toString();
    Process up = product.up(output, pipeline());
    try (SparkSession spark = spark()) {
      product.awaitLanded(up, output, ORDERS);
      assertTrue(product.said("verify").contains("lists the same"));
      mustHold(spark, location);
      Dataset<Row> rows = spark.read().format("iceberg").load(location);
      assertEquals(1_000, rows.filter("country = 'DE'").count());
      assertEquals(
          107, rows.filter("ordered_at >= '2026-01-05' AND ordered_at < '2026-01-06'").count());

      long before = spark.read().format("iceberg").load(location + "#files").count();
      var rewritten =
          SparkActions.get(spark)
              .rewriteDataFiles(new HadoopTables(spark.sparkContext().hadoopConfiguration()).load(location))
              .option("rewrite-all", "true")
              .execute();
      assertEquals(before, rewritten.rewrittenDataFilesCount());
      mustHold(spark, location);
      assertTrue(product.said("verify").contains("another engine has rewritten files"));
      product.said("batch", "sales_by_day");
      String batch = product.said("sql", "SELECT sum(orders) AS n FROM sales_by_day__batch");
      assertTrue(batch.replace(",", "").contains(Integer.toString(ORDERS)), batch);
    } finally {
      up.destroy();
      up.waitFor();
    }
  }

  private static void mustHold(SparkSession spark, String location) {
    Row sums =
        spark
            .read()
            .format("iceberg")
            .load(location)
            .selectExpr("count(*)", "count(DISTINCT id)", "sum(quantity)")
            .first();
    long quantity = 0;
    for (int i = 0; i < ORDERS; i++) {
      quantity += i % 7 - 1;
    }
    assertEquals(ORDERS, sums.getLong(0));
    assertEquals(ORDERS, sums.getLong(1));
    assertEquals(quantity, sums.getLong(2));
  }
}
