// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table is made again from history: half of it is in the lake alone, the other half in Kafka. */
class ReplayIT {
  private static final int KILLS = 10;
  private static final int PARTITIONS = 4;
  private static final Duration DRAINED = Duration.ofMinutes(2);

  private static Path pipeline(Path folder, Company company, String lake, String url, String table)
      throws Exception {
    return pipeline(folder, company, "", lake, url, table);
  }

  private static Path pipeline(
      Path folder, Company company, String topic, String lake, String url, String table)
      throws Exception {
    Path file = company.pipeline();
    Files.writeString(
        file,
        """
        name: orders
        kafka: {bootstrap.servers: "%s"}
        schema.registry: {url: "%s"}
        tasks: 2
        topics:
          orders: {format: avro, partitions: 4%s}
        lake:
          tables:
            orders: {location: %s, format: %s, rotate: {interval: 1s}}
        warehouse:
          url: "%s"
          tables:
            orders: {%s, interval: 300ms}
        views: [views/sales_by_country_minute.sql, views/sales_by_country_day.sql]
        """
            .formatted(
                company.bootstrapServers(),
                company.registryUrl(),
                topic,
                folder.resolve("lake"),
                lake,
                url,
                table));
    return file;
  }

  @Test
  void whatIsServedIsTheOldOrTheNewTableWheneverTheProcessIsKilled(@TempDir Path folder)
      throws Exception {
    String run = "-Dsluice.seed=" + Long.getLong("sluice.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(Long.parseLong(run.substring(15)));
    try (Company company = Company.open(folder)) {
      Path home = folder.resolve("home");
      Path file = pipeline(folder, company, "raw", company.warehouseUrl(), "mode: insert");
      List<String> up = List.of("up", file.toString(), "--home", home.toString());
      company.publish();
      KafkaOrders kafka;
      try (Binary binary = Binary.start(folder, up)) {
        Running running = Running.await(binary);
        pass(6_000);
        company.stopPublishing();
        running.awaitDrained(DRAINED);
        kafka = KafkaOrders.read(company.bootstrapServers(), "orders");
        deleteHalf(company);
        replayAndBack(folder, home, company, kafka, run);
        binary.stop();
      }
      String url = company.warehouseUrl();
      try (SteadyReader reader = SteadyReader.start(url)) {
        for (int kill = 0; kill < KILLS; kill++) {
          try (Binary binary = Binary.start(folder, folder.resolve("life-" + kill + ".txt"), up)) {
            Running running = Running.await(binary);
            String asked = kill % 2 == 0 ? "&from=lake" : "&back=0";
            assertThat(running.post("/replay?table=orders" + asked).body()).contains("STARTING");
            pass(random.nextInt(7_000));
            assertThat(binary.isAlive()).as(binary.output()).isTrue();
            binary.kill();
          }
        }
        try (Binary binary = Binary.start(folder, folder.resolve("last.txt"), up)) {
          Running.await(binary);
          mustWork(folder, home, "replay", "orders");
          Landed.inPostgres(url).mustEqual(kafka.orders(), run);
          binary.stop();
        }
        reader.mustHaveSeenOnlyOneAnswer(run);
      }
    }
  }

  /** Orders flow on while a generation is filled of all that the lake has, and catches up. */
  @Test
  void anUpsertedTableInDuckDbIsReplayedUnderLoad(@TempDir Path folder) throws Exception {
    try (Company company = Company.open(folder)) {
      Path home = folder.resolve("home");
      Path file =
          pipeline(folder, company, "raw", "jdbc:duckdb:w.duckdb", "mode: upsert, key: order_id");
      company.publish();
      try (Binary binary =
          Binary.start(folder, List.of("up", file.toString(), "--home", home.toString()))) {
        Running running = Running.await(binary);
        running.await(ReplayIT::allHaveRows, DRAINED);
        Binary.Finished replay =
            Binary.run(folder, "replay", "orders", "--from", "lake", "--home", home.toString());
        assertThat(replay.exitCode()).as(replay.output()).isZero();
        assertThat(replay.output())
            .contains("generation 2 is served", "the one before had the same");
        pass(2_000);
        company.stopPublishing();
        running.awaitDrained(DRAINED);
        Binary.Finished verify = Binary.run(folder, "verify", "--deep", "--home", home.toString());
        assertThat(verify.exitCode()).as(verify.output()).isZero();
        binary.stop();
      }
    }
  }

  /** DuckDB reads the lake's rows itself, whole commits of them, and Kafka has the rest. */
  @Test
  void aTableInDuckDbIsReplayedFromParquetHoweverOftenTheProcessIsKilled(@TempDir Path folder)
      throws Exception {
    try (Company company = Company.open(folder)) {
      replayFromParquet(
          folder,
          company,
          pipeline(folder, company, "parquet", "jdbc:duckdb:w.duckdb", "mode: insert"));
    }
  }

  /** Rows of the lake go one by one into the commits that Kafka's records go into. */
  @ParameterizedTest
  @ValueSource(strings = {"mode: insert", "mode: upsert, key: order_id"})
  void aTableInPostgresIsReplayedFromParquetHoweverOftenTheProcessIsKilled(
      String mode, @TempDir Path folder) throws Exception {
    try (Company company = Company.open(folder)) {
      replayFromParquet(
          folder,
          company,
          pipeline(
              folder,
              company,
              ", time: ordered_at",
              "parquet, columns.kafka: [offset, timestamp]",
              company.warehouseUrl(),
              mode));
    }
  }

  private static void replayFromParquet(Path folder, Company company, Path file) throws Exception {
    String run = "-Dsluice.seed=" + Long.getLong("sluice.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(Long.parseLong(run.substring(15)));
    Path home = folder.resolve("home");
    List<String> up = List.of("up", file.toString(), "--home", home.toString());
    company.publish();
    try (Binary binary = Binary.start(folder, up)) {
      Running running = Running.await(binary);
      pass(6_000);
      company.stopPublishing();
      running.awaitDrained(DRAINED);
      deleteHalf(company);
      binary.stop();
    }
    for (int kill = 0; kill < 3; kill++) {
      try (Binary binary = Binary.start(folder, folder.resolve("life-" + kill + ".txt"), up)) {
        Running running = Running.await(binary);
        String asked = kill % 2 == 0 ? "" : "&from=lake";
        assertThat(running.post("/replay?table=orders" + asked).body()).contains("STARTING");
        pass(random.nextInt(4_000));
        assertThat(binary.isAlive()).as(binary.output()).isTrue();
        binary.kill();
      }
    }
    try (Binary binary = Binary.start(folder, folder.resolve("last.txt"), up)) {
      Running running = Running.await(binary);
      assertThat(mustWork(folder, home, "replay", "orders"))
          .as(run)
          .contains("is served", "the one before had the same");
      company.publish();
      pass(2_000);
      company.stopPublishing();
      running.awaitDrained(DRAINED);
      Binary.Finished verify = Binary.run(folder, "verify", "--deep", "--home", home.toString());
      assertThat(verify.exitCode()).as(verify.output() + run).isZero();
      binary.stop();
    }
  }

  private static boolean allHaveRows(JsonNode status) {
    for (JsonNode table : status.path("tables")) {
      if (table.path("rows").asLong() < 2_000) {
        return false;
      }
    }
    return !status.path("tables").isEmpty();
  }

  private static void replayAndBack(
      Path folder, Path home, Company company, KafkaOrders kafka, String run) throws Exception {
    assertThat(mustWork(folder, home, "replay", "orders"))
        .contains("generation 2 is served", "the one before had the same");
    Landed.inPostgres(company.warehouseUrl()).mustEqual(kafka.orders(), run);
    assertThat(mustWork(folder, home, "generations", "orders"))
        .contains("1  kept      orders__g1", "2  serving   orders");
    assertThat(mustWork(folder, home, "rollback", "orders")).contains("generation 1 is served");
    Landed.inPostgres(company.warehouseUrl()).mustEqual(kafka.orders(), run);
    Binary.Finished dropped =
        Binary.run(folder, "generations", "orders", "--drop", "2", "--home", home.toString());
    assertThat(dropped.output()).contains("1  serving   orders").doesNotContain("__g2");
    assertThat(mustWork(folder, home, "replay", "sales_by_country_day"))
        .contains("made anew: sales_by_country_day, sales_by_country_minute");
    Landed.inPostgres(company.warehouseUrl()).mustEqual(kafka.orders(), run);
    Binary.Finished unknown = Binary.run(folder, "replay", "nothing", "--home", home.toString());
    assertThat(unknown.exitCode()).isEqualTo(3);
    assertThat(unknown.output()).contains("no warehouse table 'nothing'; it has orders");
  }

  /** What retention does, to the older half of each partition. */
  private static void deleteHalf(Company company) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", company.bootstrapServers()))) {
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      for (int i = 0; i < PARTITIONS; i++) {
        latest.put(new TopicPartition("orders", i), OffsetSpec.latest());
      }
      Map<TopicPartition, RecordsToDelete> half = new HashMap<>();
      admin
          .listOffsets(latest)
          .all()
          .get()
          .forEach((p, end) -> half.put(p, RecordsToDelete.beforeOffset(end.offset() / 2)));
      admin.deleteRecords(half).all().get();
    }
  }

  private static String mustWork(Path folder, Path home, String command, String table)
      throws Exception {
    Binary.Finished finished = Binary.run(folder, command, table, "--home", home.toString());
    assertThat(finished.exitCode()).as(finished.output()).isZero();
    return finished.output();
  }

  private static void pass(long millis) {
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }
}
