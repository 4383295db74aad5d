// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A view that is emitted to a topic gets a second definition with a topic of its own, and the table
 * that the first topic was taken into is made of the second one: both go on until it is switched,
 * and it can be switched back.
 */
class AnotherTopicIT {
  private static final int KILLS = 4;
  private static final Duration DRAINED = Duration.ofMinutes(2);

  /** In one snapshot: what is served, and both that it may be. */
  private static final String LOOK = "SELECT sum(orders), sum(quantity), count(*) FROM sales";

  @TempDir private Path folder;
  private final String run = "-Dsluice.seed=" + Long.getLong("sluice.seed", System.nanoTime());

  private Path pipeline(Company company, String topics, String views, String made)
      throws IOException {
    Path pipeline = Files.createDirectories(folder.resolve("live"));
    for (int version = 1; version <= 2; version++) {
      Files.writeString(
          pipeline.resolve("sales_v" + version + ".sql"),
          "-- emit: topic sales_v"
              + version
              + "\nSELECT country, count(*) AS orders, sum(quantity * "
              + version
              + ") AS quantity FROM orders GROUP BY 1\n");
    }
    Path file = pipeline.resolve("pipeline.yaml");
    Files.writeString(
        file,
        """
        name: live
        kafka: {bootstrap.servers: "%s"}
        schema.registry: {url: "%s"}
        topics:
          orders: {format: avro, partitions: 4}
        %s
        views: [%s]
        streams: {commit.interval: 100ms}
        warehouse:
          url: "%s"
          tables:
            orders: {mode: insert, interval: 200ms}
            sales: {topic: %s, mode: upsert, key: country, interval: 200ms}
        """
            .formatted(
                company.bootstrapServers(),
                company.registryUrl(),
                topics,
                views,
                company.warehouseUrl(),
                made));
    return file;
  }

  @Test
  void tablesAreSwitchedFromOneTopicToAnotherAndBack() throws Exception {
    SplittableRandom random = new SplittableRandom(Long.parseLong(run.substring(15)));
    String first = "  sales_v1: {format: avro, partitions: 4}";
    String both = first + "\n  sales_v2: {format: avro, partitions: 4}";
    Path home = folder.resolve("home");
    try (Company company = Company.open(folder)) {
      Path file = pipeline(company, first, "sales_v1.sql", "sales_v1");
      List<String> up = List.of("up", file.toString(), "--home", home.toString());
      company.publish();
      try (Binary binary = Binary.start(folder, up)) {
        Running running = Running.await(binary);
        running.await(AnotherTopicIT::salesThere, DRAINED);
        pass(3_000);
        company.stopPublishing();
        running.awaitDrained(DRAINED);
        mustBeOf(company, 1);
        binary.stop();
      }
      String old = ask(company, LOOK);
      String next = ask(company, LOOK.replace("sum(quantity)", "sum(quantity) * 2"));

      pipeline(company, both, "sales_v1.sql, sales_v2.sql", "sales_v2");
      try (SteadyReader reader = SteadyReader.start(company.warehouseUrl(), LOOK)) {
        for (int kill = 0; kill < KILLS; kill++) {
          try (Binary binary = Binary.start(folder, folder.resolve("life-" + kill + ".txt"), up)) {
            Running running = Running.await(binary);
            String asked = kill % 2 == 0 ? "&anyway=true" : "&back=0";
            running.post("/replay?table=sales" + asked);
            pass(random.nextInt(5_000));
            assertThat(binary.isAlive()).as(binary.output()).isTrue();
            binary.kill();
          }
        }
        try (Binary binary = Binary.start(folder, folder.resolve("last.txt"), up)) {
          Running running = Running.await(binary);
          // The lives before may have been too short for the next view to come to the end.
          running.await(AnotherTopicIT::emittedAll, DRAINED);
          assertThat(work(home, "replay", "sales", "--accept-differences")).contains("is served");
          assertThat(ask(company, LOOK)).as(run).isEqualTo(next);
          assertThat(work(home, "rollback", "sales", "--to", "1"))
              .contains("generation 1 is served");
          assertThat(ask(company, LOOK)).as(run).isEqualTo(old);
          assertThat(Binary.run(folder, "status", "--home", home.toString()).output())
              .contains(
                  "waits: sluice replay sales, to be made of topic sales_v2; it is of sales_v1");
          assertThat(reader.answers()).as(run).containsExactlyInAnyOrder(old, next);
          reader.close();
          flowOn(company, running, home);
          binary.stop();
        }
      }
    }
  }

  /** What is served follows its topic, whichever it is. */
  private void flowOn(Company company, Running running, Path home) throws Exception {
    company.publish();
    pass(2_000);
    Binary.Finished differs = Binary.run(folder, "replay", "sales", "--home", home.toString());
    assertThat(differs.exitCode()).as(differs.output()).isEqualTo(1);
    assertThat(differs.output()).contains("so nothing was switched");
    assertThat(work(home, "replay", "sales", "--accept-differences")).contains("is served");
    pass(1_000);
    company.stopPublishing();
    running.awaitDrained(DRAINED);
    mustBeOf(company, 2);
    assertThat(work(home, "rollback", "sales")).contains("generation 1 is served");
    running.awaitDrained(DRAINED);
    mustBeOf(company, 1);
    assertThat(work(home, "verify", "--deep")).as(run).isNotEmpty();
  }

  private void mustBeOf(Company company, int version) throws Exception {
    String groups =
        "SELECT string_agg(country || ' ' || n || ' ' || q, ', ' ORDER BY country) FROM ";
    Waiting.until(
        () -> ask(company, groups + "(SELECT country, orders AS n, quantity AS q FROM sales) AS s"),
        ask(
            company,
            groups
                + "(SELECT country, count(*) AS n, sum(quantity) * "
                + version
                + " AS q FROM orders GROUP BY 1) AS s"));
  }

  private static boolean salesThere(JsonNode status) {
    for (JsonNode table : status.path("tables")) {
      if (table.path("rows").asLong() == 0) {
        return false;
      }
    }
    return !status.path("tables").isEmpty();
  }

  private static boolean emittedAll(JsonNode status) {
    for (JsonNode view : status.path("emitted")) {
      if (view.path("lag").asLong(1) > 0) {
        return false;
      }
    }
    return status.path("emitted").size() == 2;
  }

  private static String ask(Company company, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(company.warehouseUrl());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      StringBuilder answer = new StringBuilder(row.getString(1));
      for (int i = 2; i <= row.getMetaData().getColumnCount(); i++) {
        answer.append(' ').append(row.getString(i));
      }
      return answer.toString();
    }
  }

  private String work(Path home, String... command) throws Exception {
    String[] all = java.util.Arrays.copyOf(command, command.length + 2);
    all[command.length] = "--home";
    all[command.length + 1] = home.toString();
    Binary.Finished finished = Binary.run(folder, all);
    assertThat(finished.exitCode()).as(finished.output() + run).isZero();
    return finished.output();
  }

  private static void pass(long millis) {
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }
}
