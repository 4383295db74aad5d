// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.mariadb.MariaDbServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The product is killed at random moments while orders flow; nothing is lost, nothing doubled. */
class KillsIT {
  private static final int KILLS = 20;
  private static final int MARIADB_KILLS = 5;
  private static final Duration DRAINED = Duration.ofMinutes(2);

  /** Generator, broker, registry, worker, lake and DuckDB die together. */
  @Test
  void everythingInOneProcess(@TempDir Path folder) throws Exception {
    Path home = folder.resolve("data");
    Lives lives = new Lives(folder, List.of("demo", "--home", home.toString(), "--rate", "2000"));
    lives.endByKill(KILLS);

    List<String> up =
        List.of("up", home.resolve("demo/pipeline.yaml").toString(), "--home", home.toString());
    KafkaOrders kafka;
    try (Binary binary = Binary.start(folder, up)) {
      Running running = Running.await(binary);
      running.awaitDrained(DRAINED);
      kafka = KafkaOrders.read(running.bootstrapServers(), "orders");
      kafka.mustHaveDeadLetters(running.bootstrapServers(), lives.toString());
      Binary.Finished verify = Binary.run(folder, "verify", "--deep", "--home", home.toString());
      assertThat(verify.exitCode()).as(verify.output()).isZero();
      assertThat(binary.stop()).isNotEqualTo(1);
    }
    assertThat(kafka.orders().rows()).as(lives.toString()).hasSizeGreaterThan(10_000);
    SqlOrders.lake(home.resolve("lake/orders")).mustEqual(kafka.orders(), "the lake, " + lives);
    Landed.inDuckDb(home.resolve("warehouse.duckdb")).mustEqual(kafka.orders(), lives.toString());
  }

  /** Kafka, registry and PostgreSQL are the company's own and go on; Sluice dies and comes back. */
  @Test
  void theWorkerBesideExternalParts(@TempDir Path folder) throws Exception {
    try (Company company = Company.open(folder)) {
      Path file = company.pipeline();
      Path home = folder.resolve("home");
      List<String> up = List.of("up", file.toString(), "--home", home.toString());
      Lives lives = new Lives(folder, up);
      company.publish();
      lives.endByKill(KILLS);
      company.stopPublishing();

      KafkaOrders kafka;
      try (Binary binary = Binary.start(folder, up)) {
        Running.await(binary).awaitDrained(DRAINED);
        kafka = KafkaOrders.read(company.bootstrapServers(), "orders");
        kafka.mustHaveDeadLetters(company.bootstrapServers(), lives.toString());
        Binary.Finished verify = Binary.run(folder, "verify", "--deep", "--home", home.toString());
        assertThat(verify.exitCode()).as(verify.output()).isZero();
        binary.stop();
      }
      assertThat(kafka.orders().rows()).as(lives.toString()).hasSizeGreaterThan(10_000);
      SqlOrders.lake(company.lake()).mustEqual(kafka.orders(), "the lake, " + lives);
      Landed.inPostgres(company.warehouseUrl()).mustEqual(kafka.orders(), lives.toString());
    }
  }

  /** They end a transaction at DDL, and let a client load files with errors as warnings. */
  @ParameterizedTest
  @EnumSource
  void theWarehouseOnMariaDbAndMySql(MariaDbServer.Kind kind, @TempDir Path folder)
      throws Exception {
    Optional<MariaDbServer> installed = MariaDbServer.start(kind);
    Assumptions.assumeTrue(installed.isPresent(), kind + " is not installed");
    try (MariaDbServer mariaDb = installed.get();
        Company company = Company.open(folder)) {
      Path file = company.pipeline(mariaDb);
      Path home = folder.resolve("home");
      Binary.Finished plan = Binary.run(folder, "plan", file.toString(), "--home", home.toString());
      assertThat(plan.output()).contains("delta", "ENGINE=InnoDB").doesNotContain("secret");
      List<String> up = List.of("up", file.toString(), "--home", home.toString());
      Lives lives = new Lives(folder, up);
      company.publish();
      lives.endByKill(MARIADB_KILLS);
      company.stopPublishing();

      KafkaOrders kafka;
      try (Binary binary = Binary.start(folder, up)) {
        Running.await(binary).awaitDrained(DRAINED);
        kafka = KafkaOrders.read(company.bootstrapServers(), "orders");
        kafka.mustHaveDeadLetters(company.bootstrapServers(), lives.toString());
        Binary.Finished verify = Binary.run(folder, "verify", "--deep", "--home", home.toString());
        assertThat(verify.exitCode()).as(verify.output()).isZero();
        assertThat(verify.output()).contains("rows, equal to its SELECT computed anew");
        Binary.Finished sql =
            Binary.run(folder, "sql", "--home", home.toString(), "SELECT count(*) FROM orders");
        assertThat(sql.output()).contains(String.valueOf(kafka.orders().rows().size()));
        Binary.Finished drop =
            Binary.run(folder, "sql", "--home", home.toString(), "DROP TABLE orders");
        assertThat(drop.output()).contains("READ ONLY");
        binary.stop();
      }
      assertThat(kafka.orders().rows()).as(lives.toString()).hasSizeGreaterThan(2_000);
      String url =
          mariaDb.driverUrl() + "&user=" + mariaDb.user() + "&password=" + mariaDb.password();
      SqlOrders.lake(company.lake()).mustEqual(kafka.orders(), "the lake, " + lives);
      Landed.inMariaDb(kind.name(), url).mustEqual(kafka.orders(), lives.toString());
    }
  }

  /** Files on S3, closed by the wall clock: what is in a file differs from life to life. */
  @Test
  void theLakeOnS3(@TempDir Path folder) throws Exception {
    try (Company company = Company.open(folder);
        S3 s3 = S3.start(Files.createDirectories(folder.resolve("s3")))) {
      Path home = folder.resolve("home");
      List<String> up = List.of("up", company.pipeline(s3).toString(), "--home", home.toString());
      Lives lives = new Lives(folder, up);
      company.publish();
      lives.endByKill(KILLS);
      company.stopPublishing();

      KafkaOrders kafka;
      try (Binary binary = Binary.start(folder, up)) {
        Running.await(binary).awaitDrained(DRAINED);
        kafka = KafkaOrders.read(company.bootstrapServers(), "orders");
        Binary.Finished verify = Binary.run(folder, "verify", "--deep", "--home", home.toString());
        assertThat(verify.exitCode()).as(verify.output()).isZero();
        binary.stop();
      }
      assertThat(kafka.orders().rows()).as(lives.toString()).hasSizeGreaterThan(10_000);
      SqlOrders.lake(s3.objects().resolve("orders")).mustEqual(kafka.orders(), "S3, " + lives);
      new IcebergTable(s3.objects().resolve("listed"), "s3://" + s3.bucket() + "/listed")
          .orders()
          .mustEqual(kafka.orders(), "Iceberg on S3, " + lives);
    }
  }
}
