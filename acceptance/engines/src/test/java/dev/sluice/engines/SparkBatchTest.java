// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch layer that Spark computes of the lake's files, in local mode. */
class SparkBatchTest {
  private static final int ORDERS = 3_000;
  private static final Path PRODUCT = Path.of("..", "..", "cli/target/sluice").toAbsolutePath();
  private static final String SELECT =
      "SELECT date_trunc('day', ordered_at) AS day, country, count(*) AS orders,"
          + " sum(quantity) AS quantity, sum(quantity * unit_price) AS revenue FROM orders"
          + " GROUP BY 1, 2";

  @TempDir private Path folder;

  private Process sluice(Path output, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(List.of("-Xmx512m", "-Dsluice.home=" + PRODUCT));
    command.addAll(List.of("-cp", PRODUCT.resolve("lib") + "/*", "dev.sluice.cli.Main"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--home", folder.resolve("home").toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("SPARK_HOME", folder.resolve("spark").toString());
    return builder.start();
  }

  private static String java() {
    return ProcessHandle.current().info().command().orElse("java");
  }

  private String said(String... arguments) throws Exception {
    Path output = Files.createTempFile(folder, "said", ".txt");
    int code = sluice(output, arguments).waitFor();
    String said = Files.readString(output);
    assertEquals(0, code, said);
    return said;
  }

  private void installSpark() throws IOException {
    StringBuilder script = new StringBuilder("#!/bin/sh\nexec '" + java() + "' -Xmx512m");
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
    StringBuilder rows = new StringBuilder("id,country,quantity,unit_price,ordered_at\n");
    for (int i = 0; i < ORDERS; i++) {
      rows.append(
          "%d,%s,%d,%d.%02d,2026-01-%02d %02d:30:00\n"
              .formatted(
                  i, List.of("AT", "DE", "FR").get(i % 3), i % 7 - 1, i % 90, i % 100, i % 28 + 1,
                  i % 24));
    }
    Files.writeString(folder.resolve("orders.csv"), rows);
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
    Path output = folder.resolve("up.txt");
    Process up =
        sluice(
            output,
            "demo",
            "--data",
            folder.resolve("orders.csv").toString(),
            "--types",
            "unit_price:decimal(10,2)",
            "--pipeline",
            pipeline().toString());
    try {
      awaitLanded(up, output);
      String batch = said("batch", "sales_by_day", "--engine", "spark");
      String layers =
          said(
              "sql",
              "SELECT count(*) AS n FROM ((SELECT * FROM sales_by_day__batch EXCEPT ALL "
                  + SELECT
                  + ") UNION ALL ("
                  + SELECT
                  + " EXCEPT ALL SELECT * FROM sales_by_day__batch)) AS d");
      assertTrue(layers.lines().anyMatch(line -> line.strip().equals("0")), batch + layers);
      String rows = said("sql", "SELECT sum(orders) AS n FROM sales_by_day__batch");
      assertTrue(rows.replace(",", "").contains(Integer.toString(ORDERS)), rows);
      said("verify", "--lambda");
    } finally {
      up.destroy();
      up.waitFor();
    }
  }

  /** Until all rows are in files of the lake and in the warehouse. */
  private void awaitLanded(Process up, Path output) throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    String status = "";
    while (!status.matches("(?s)(.*\"rows\" *: *" + ORDERS + "\\b){2}.*")) {
      assertTrue(up.isAlive() && System.nanoTime() < deadline, status + Files.readString(output));
      Thread.sleep(500);
      if (Files.readString(output).contains("starting again continues.")) {
        Path file = Files.createTempFile(folder, "status", ".json");
        sluice(file, "status", "--json").waitFor();
        status = Files.readString(file);
      }
    }
  }
}
