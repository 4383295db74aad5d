// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.testkit.iceberg.RestCatalogServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Views in two layers, read while batches are loaded, orders flow and the process is killed. One
 * view's batches are computed of files, the other's of a table of Iceberg in a REST catalog.
 */
class LambdaIT {
  private static final int KILLS = 10;
  private static final Duration DRAINED = Duration.ofMinutes(2);

  private static final String SALES =
      """
      -- layers: batch, speed
      -- batch every: 700ms
      -- batch lake: %s
      SELECT date_trunc('%s', ordered_at AT TIME ZONE 'UTC') AS ordered_%s, country,
        count(*) AS orders, sum(quantity) AS quantity, sum(quantity * unit_price) AS revenue
      FROM orders GROUP BY 1, 2
      """;

  private static Path pipeline(Path folder, Company company, RestCatalogServer catalog)
      throws Exception {
    Path views = Files.createDirectories(folder.resolve("layers"));
    Files.writeString(
        views.resolve("sales_by_country_minute.sql"),
        SALES.formatted("orders", "minute", "minute"));
    Files.writeString(
        views.resolve("sales_by_country_day.sql"), SALES.formatted("listed", "day", "day"));
    Path file = folder.resolve("lambda.yaml");
    Files.writeString(
        file,
        """
        name: orders
        kafka: {bootstrap.servers: "%s"}
        schema.registry: {url: "%s"}
        tasks: 2
        topics:
          orders: {format: avro, partitions: 4}
        lake:
          tables:
            orders:
              location: %s
              partition: [day(ordered_at)]
              rotate: {interval: 1s}
            listed:
              topic: orders
              location: %s
              table.format: iceberg
              iceberg: {catalog: {uri: "%s", token: %s}, table: sales.orders}
              partition: [day(ordered_at), country]
              rotate: {interval: 1s}
        warehouse:
          url: "%s"
          tables:
            orders: {mode: insert, interval: 500ms, columns.kafka: [partition, offset]}
        views: [layers/sales_by_country_minute.sql, layers/sales_by_country_day.sql]
        """
            .formatted(
                company.bootstrapServers(),
                company.registryUrl(),
                company.lake(),
                listed(folder),
                catalog.url(),
                RestCatalogServer.TOKEN,
                company.warehouseUrl()));
    return file;
  }

  private static Path listed(Path folder) {
    return folder.resolve("lake/listed");
  }

  @Test
  void whatIsServedIsExactAtEveryInstant(@TempDir Path folder) throws Exception {
    long seed = Long.getLong("sluice.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    try (Company company = Company.open(folder);
        RestCatalogServer catalog = RestCatalogServer.start()) {
      Path home = folder.resolve("home");
      List<String> up =
          List.of("up", pipeline(folder, company, catalog).toString(), "--home", home.toString());
      company.publish();
      try (ServedReader reader = ServedReader.start(company.warehouseUrl())) {
        long counted = 0;
        for (int kill = 0; kill < KILLS; kill++) {
          try (Binary binary = Binary.start(folder, folder.resolve("life-" + kill + ".txt"), up)) {
            Running running = Running.await(binary);
            counted = awaitBatch(running, counted);
            pass(random.nextInt(500));
            running.post("/batch?view=sales_by_country_minute");
            running.post("/batch?view=sales_by_country_day");
            pass(random.nextInt(600));
            assertThat(binary.isAlive()).as(binary.output()).isTrue();
            binary.kill();
          }
        }
        company.stopPublishing();
        Orders kafka = end(folder, company, up, home, "-Dsluice.seed=" + seed);
        new IcebergTable(listed(folder))
            .orders(catalog.metadata("sales", "orders"))
            .mustEqual(kafka, "Iceberg, -Dsluice.seed=" + seed);
        reader.mustHaveSeenOnlyExactRows("-Dsluice.seed=" + seed);
      }
    }
  }

  /** A batch of this life has counted records that none before it has; answers how many. */
  private static long awaitBatch(Running running, long before) throws Exception {
    long deadline = System.nanoTime() + DRAINED.toNanos();
    JsonNode batch = batch(running);
    while (!batch.path("state").asText().equals("LOADED")
        || batch.path("records").asLong() <= before) {
      assertThat(System.nanoTime()).as(batch.toString()).isLessThan(deadline);
      pass(100);
      batch = batch(running);
    }
    return batch.path("records").asLong();
  }

  private static JsonNode batch(Running running) throws Exception {
    return new ObjectMapper().readTree(running.get("/batch?view=sales_by_country_minute").body());
  }

  private static Orders end(Path folder, Company company, List<String> up, Path home, String run)
      throws Exception {
    KafkaOrders kafka;
    try (Binary binary = Binary.start(folder, up)) {
      Running.await(binary).awaitDrained(DRAINED);
      kafka = KafkaOrders.read(company.bootstrapServers(), "orders");
      mustWork(folder, home, "batch", "sales_by_country_minute");
      mustWork(folder, home, "batch", "sales_by_country_day");
      String drift = mustWork(folder, home, "verify", "--lambda");
      assertThat(drift).contains("no drift").doesNotContain("no batch yet");
      assertThat(mustWork(folder, home, "verify", "--deep"))
          .contains("rows, equal to its SELECT computed anew")
          .containsPattern("lake listed table +snapshot [0-9]+ lists the same");
      pass(4_000);
      // The schedule is at work: any state of a batch may be met, but that it failed or never ran.
      assertThat(Binary.run(folder, "status", "--home", home.toString()).output())
          .containsPattern(
              "batch +sales_by_country_day +(?!FAILED|NONE)[A-Z_]+ +what is served was computed [0-9]+ s ago");
      Binary.Finished other = Binary.run(folder, "batch", "orders", "--home", home.toString());
      assertThat(other.exitCode()).isEqualTo(3);
      assertThat(other.output()).contains("no view 'orders' with layers; it has sales_by_country");
      binary.stop();
    }
    assertThat(kafka.orders().rows()).as(run).hasSizeGreaterThan(10_000);
    assertThat(batchRows(company)).isPositive();
    SqlOrders.lake(company.lake()).mustEqual(kafka.orders(), "the lake, " + run);
    Landed.inPostgres(company.warehouseUrl()).mustEqual(kafka.orders(), run);
    return kafka.orders();
  }

  private static long batchRows(Company company) throws SQLException {
    return ServedReader.number(
        company.warehouseUrl(), "SELECT count(*) FROM sales_by_country_minute__batch");
  }

  private static String mustWork(Path folder, Path home, String command, String argument)
      throws Exception {
    Binary.Finished finished = Binary.run(folder, command, argument, "--home", home.toString());
    assertThat(finished.exitCode()).as(finished.output()).isZero();
    return finished.output();
  }

  private static void pass(long millis) {
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }
}
