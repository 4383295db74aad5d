// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A view by a schedule, and one that tells which groups are final, across a killed process. */
class KeptViewsIT {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final String RANKED =
      "SELECT country, rank() OVER (ORDER BY count(*) DESC) AS place FROM orders GROUP BY 1";
  private static final String SECONDS =
      "SELECT date_trunc('second', ordered_at) AS second, count(*) AS n FROM orders GROUP BY 1";

  @TempDir private Path folder;

  private Path pipeline(Company company) throws Exception {
    Path file = folder.resolve("pipeline.yaml");
    Files.writeString(folder.resolve("ranked.sql"), "-- refresh: 300ms\n" + RANKED);
    Files.writeString(folder.resolve("seconds.sql"), "-- final: second\n" + SECONDS);
    return Files.writeString(
        file,
        """
        name: kept
        kafka: {bootstrap.servers: "%s"}
        schema.registry: {url: "%s"}
        tasks: 2
        topics:
          orders: {format: avro, partitions: 4, time: ordered_at}
        warehouse:
          url: "%s"
          tables:
            orders: {mode: insert, interval: 300ms}
        views: [ranked.sql, seconds.sql]
        """
            .formatted(company.bootstrapServers(), company.registryUrl(), company.warehouseUrl()));
  }

  @Test
  void followTheirTableAndSurviveAKill() throws Exception {
    try (Company company = Company.open(folder)) {
      Path home = folder.resolve("home");
      List<String> up = List.of("up", pipeline(company).toString(), "--home", home.toString());
      company.publish();
      try (Binary binary = Binary.start(folder, folder.resolve("first.txt"), up)) {
        Running.await(binary).await(status -> status.path("records").asLong() > 3_000, SOON);
        LockSupport.parkNanos(SOON.toNanos() / 30);
        binary.kill();
      }
      try (Binary binary = Binary.start(folder, folder.resolve("second.txt"), up)) {
        Running running = Running.await(binary);
        running.await(status -> status.path("records").asLong() > 6_000, SOON);
        company.stopPublishing();
        running.awaitDrained(SOON);
        becomes(company, RANKED, "SELECT country, place FROM ranked");
        becomes(company, SECONDS, "SELECT second, n FROM seconds");
        String watermark =
            "SELECT to_timestamp(min(max_event_time) / 1e6) FROM sluice_positions WHERE pipeline ="
                + " 'kept-warehouse-orders'";
        becomes(
            company,
            "SELECT date_trunc('second', ordered_at), date_trunc('second', ordered_at) <"
                + " date_trunc('second', ("
                + watermark
                + ")) FROM orders GROUP BY 1",
            "SELECT second, is_final FROM seconds");
        running.await(KeptViewsIT::knowsTheAge, SOON);
        assertThat(running.get("/metrics").body())
            .containsPattern("sluice_view_age_ms\\{view=\"ranked\"} [0-9]");
        Binary.Finished verify = Binary.run(folder, "verify", "--home", home.toString());
        assertThat(verify.exitCode()).as(verify.output()).isZero();
        assertThat(verify.output()).contains("view ranked", "by its schedule");
        Binary.Finished plan = Binary.run(folder, "plan", up.get(1));
        assertThat(plan.output()).contains("computed as a whole every 0.3 s");
        binary.stop();
      }
    }
  }

  private static boolean knowsTheAge(JsonNode status) {
    JsonNode view = status.path("views").path(0);
    long age = view.path("ageMs").asLong(-1);
    return status.path("views").size() == 1
        && view.path("view").asText().equals("ranked")
        && view.path("kind").asText().equals("REFRESH")
        && age >= 0
        && age < SOON.toMillis();
  }

  /** The same rows, in whatever order, before long. */
  private static void becomes(Company company, String wanted, String kept) throws SQLException {
    long deadline = System.nanoTime() + SOON.toNanos() / 4;
    while (!rows(company, kept).equals(rows(company, wanted)) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
    assertThat(rows(company, kept)).isEqualTo(rows(company, wanted)).isNotEmpty();
  }

  private static List<String> rows(Company company, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(company.warehouseUrl());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        all.add(rows.getString(1) + " " + rows.getString(2));
      }
      all.sort(null);
      return all;
    }
  }
}
