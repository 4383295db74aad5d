// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A part outside the process goes away while orders flow, and comes back. The process says what it
 * waits for, fails no task, writes no flood of messages, goes on by itself, and loses nothing.
 */
class OutagesIT {
  private static final Duration OUTAGE = Duration.ofSeconds(30);
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final int MESSAGES = 60;

  @TempDir private Path folder;
  private Company company;
  private Path home;
  private int runs;

  @BeforeEach
  void open() throws Exception {
    company = Company.open(folder);
    home = folder.resolve("home");
  }

  @AfterEach
  void close() throws Exception {
    company.close();
  }

  @Test
  void warehouseDown() throws Exception {
    try (Binary binary = up(List.of())) {
      Running running = flowing(binary);
      company.stopWarehouse();
      outage(running, binary, "warehouse", "jdbc:postgresql:");
      company.startWarehouse();
      mustLandAll(running, binary);
    }
  }

  @Test
  void kafkaDown() throws Exception {
    try (Binary binary = up(List.of())) {
      Running running = flowing(binary);
      company.stopKafka();
      outage(running, binary, "lake", "Kafka did not tell");
      company.startKafka();
      mustLandAll(running, binary);
    }
  }

  /** Somebody changes one of our own tables: what is shown is old then, and the process goes on. */
  @Test
  void receiptsUnreadable() throws Exception {
    try (Binary binary = up(List.of())) {
      Running running = flowing(binary);
      try (Connection connection = DriverManager.getConnection(company.warehouseUrl());
          Statement statement = connection.createStatement()) {
        statement.execute("ALTER TABLE sluice_ledger RENAME COLUMN records TO gone");
        running.await(
            status -> table(status, "warehouse").path("waitingFor").asText().contains("receipts"),
            SOON);
        assertThat(table(running.status(), "warehouse").path("rows").asLong()).isPositive();
        statement.execute("ALTER TABLE sluice_ledger RENAME COLUMN gone TO records");
      }
      mustLandAll(running, binary);
    }
  }

  /** The consumer group's offsets say that all is landed; they are not believed. */
  @Test
  void warehouseLostAndSetUpEmpty() throws Exception {
    try (Binary binary = up(List.of())) {
      Running running = flowing(binary);
      try (Connection connection = DriverManager.getConnection(company.warehouseUrl());
          Statement statement = connection.createStatement()) {
        statement.execute("DROP SCHEMA public CASCADE");
        statement.execute("CREATE SCHEMA public");
      }
      mustLandAll(running, binary);
    }
  }

  /** Retention was shorter than the time that Sluice was down: that must not go by unnoticed. */
  @Test
  void recordsExpiredBeforeTheyWereLanded() throws Exception {
    try (Binary binary = up(List.of())) {
      flowing(binary);
      binary.stop();
    }
    company.stopPublishing();
    long deleted = company.deleteRecords("orders");
    assertThat(deleted).isPositive();
    try (Binary binary = up(List.of())) {
      Running running = Running.await(binary);
      running.await(
          status ->
              table(status, "lake")
                      .path("trouble")
                      .asText()
                      .contains("Kafka has deleted the offsets")
                  && table(status, "warehouse").path("trouble").asText().contains("expired=skip"),
          SOON);
      assertThat(running.get("/health").statusCode()).isEqualTo(503);
      binary.stop();
    }
  }

  @Test
  void registryDownWhenTheProcessStarts() throws Exception {
    company.publish();
    company.stopRegistry();
    try (Binary binary = up(List.of())) {
      Running running = Running.await(binary);
      outage(running, binary, "lake", "schema registry");
      company.startRegistry();
      mustLandAll(running, binary);
    }
  }

  @Test
  void lakeFolderReadOnly() throws Exception {
    boolean root = System.getProperty("user.name").equals("root");
    assumeTrue(!root || Files.exists(Path.of("/usr/bin/setpriv")), "root, and there is no setpriv");
    // Without these capabilities, permissions hold for root too.
    String caps = "-dac_override,-dac_read_search";
    List<String> obeying =
        root ? List.of("setpriv", "--bounding-set=" + caps, "--inh-caps=" + caps) : List.of();
    try (Binary binary = up(obeying)) {
      Running running = flowing(binary);
      permit("r-xr-xr-x");
      outage(running, binary, "lake", company.lake().toString());
      permit("rwxr-xr-x");
      mustLandAll(running, binary);
    }
  }

  /** The lake is on a disk of its own here: a small one, in memory. */
  @Test
  void lakeDiskFull() throws Exception {
    Path disk = Files.createDirectories(company.lake());
    boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=256m", "lake", disk.toString());
    if (!mounted) {
      System.err.println("SKIPPED: a lake on a full disk, because this user may not mount one");
    }
    assumeTrue(mounted, "no disk can be mounted");
    try (Binary binary = up(List.of())) {
      Running running = flowing(binary);
      Path filler = disk.resolve(".filler");
      fill(filler);
      outage(running, binary, "lake", "No space left on device");
      Files.delete(filler);
      mustLandAll(running, binary);
    } finally {
      run("umount", "--lazy", disk.toString());
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      // There is no such program.
      return false;
    }
  }

  /** Until nothing more goes in. */
  private static void fill(Path filler) {
    byte[] zeros = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(zeros);
      }
    } catch (IOException e) {
      // Full.
    }
  }

  private Binary up(List<String> before) throws IOException {
    return Binary.start(
        folder,
        folder.resolve("output-" + ++runs + ".txt"),
        before,
        List.of("up", company.pipeline().toString(), "--home", home.toString()));
  }

  private Running flowing(Binary binary) throws IOException {
    company.publish();
    Running running = Running.await(binary);
    running.await(
        status ->
            table(status, "lake").path("rows").asLong() > 1_000
                && table(status, "warehouse").path("rows").asLong() > 1_000,
        SOON);
    return running;
  }

  /** Looks on for the whole outage. */
  private static void outage(Running running, Binary binary, String destination, String named)
      throws IOException {
    long messages = binary.output().lines().filter(OutagesIT::message).count();
    long end = System.nanoTime() + OUTAGE.toNanos();
    running.await(
        status -> table(status, destination).path("waitingFor").asText().contains(named), SOON);
    while (System.nanoTime() < end) {
      JsonNode status = running.status();
      for (JsonNode table : status.path("tables")) {
        assertThat(table.path("state").asText()).as(status.toString()).isNotEqualTo("FAILED");
      }
      assertThat(running.get("/health").statusCode()).isEqualTo(200);
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    }
    assertThat(binary.output()).contains(named);
    assertThat(binary.output().lines().filter(OutagesIT::message).count() - messages)
        .as(binary.output())
        .isLessThan(MESSAGES);
  }

  private static boolean message(String line) {
    return line.contains("[WARN]") || line.contains("[ERROR]") || line.startsWith("\tat ");
  }

  private void mustLandAll(Running running, Binary binary) throws Exception {
    long before = running.status().path("records").asLong();
    running.await(status -> status.path("records").asLong() > before + 1_000, SOON);
    company.stopPublishing();
    running.awaitDrained(SOON);
    KafkaOrders kafka = KafkaOrders.read(company.bootstrapServers(), "orders");
    kafka.mustHaveDeadLetters(company.bootstrapServers(), "outage");
    Binary.Finished verify = Binary.run(folder, "verify", "--deep", "--home", home.toString());
    assertThat(verify.exitCode()).as(verify.output()).isZero();
    binary.stop();
    SqlOrders.lake(company.lake()).mustEqual(kafka.orders(), "the lake");
    Landed.inPostgres(company.warehouseUrl()).mustEqual(kafka.orders(), "outage");
  }

  private void permit(String permissions) throws IOException {
    try (Stream<Path> folders = Files.walk(company.lake()).filter(Files::isDirectory)) {
      for (Path each : folders.toList()) {
        Files.setPosixFilePermissions(each, PosixFilePermissions.fromString(permissions));
      }
    }
  }

  private static JsonNode table(JsonNode status, String destination) {
    for (JsonNode table : status.path("tables")) {
      if (table.path("destination").asText().equals(destination)) {
        return table;
      }
    }
    throw new IllegalStateException("no table of the " + destination + " in " + status);
  }
}
