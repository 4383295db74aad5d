// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic of JSON without any schema, into Parquet and DuckDB. */
class JsonIT {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final String PIPELINE =
      """
      name: clicks
      topics:
        clicks: {format: json, partitions: 1}
      lake:
        tables:
          clicks: {location: lake/clicks, partition: [day(at), country], sort: [id desc], rotate: {interval: 1s}}
      warehouse:
        url: jdbc:duckdb:warehouse.duckdb
        tables:
          clicks: {mode: upsert, key: [id], interval: 200ms}
      views: [spent.sql]
      """;
  private static final String VIEW =
      "SELECT country, count(*) AS clicks, sum(price) AS spent FROM clicks GROUP BY country";
  private static final List<String> FIRST =
      List.of(
          "{\"id\":1,\"at\":\"2026-11-23T07:00:00Z\",\"country\":\"AT\",\"price\":1,\"tags\":[\"a\",\"b\"]}",
          "{\"id\":2,\"at\":\"2026-11-23T08:00:00Z\",\"price\":2,\"page\":{\"url\":\"/ü\",\"ms\":12}}",
          "{\"id\":1,\"at\":\"2026-11-23T07:00:00Z\",\"country\":\"AT\",\"price\":4}");
  private static final List<String> SECOND =
      List.of(
          "{\"id\":5,\"at\":\"2026-11-24T00:00:00Z\",\"country\":\"DE\",\"price\":\"cheap\"}",
          "{\"id\":3,\"at\":\"2026-11-24T00:00:00Z\",\"country\":\"AT\",\"price\":8.5,\"mobile\":true}",
          "{\"id\":4,\"at\":\"2026-11-24T00:00:00Z\",\"country\":\"AT\",\"price\":\"cheap\" oops}");

  @TempDir private Path folder;

  @Test
  void landsWithAColumnAddedLaterAndAMalformedRecordSetAside() throws Exception {
    Path file = folder.resolve("pipeline.yaml");
    Files.writeString(file, PIPELINE);
    Files.writeString(folder.resolve("spent.sql"), VIEW);
    assertThat(Binary.run(folder, "validate", file.toString()).exitCode()).isZero();
    Path home = folder.resolve("home");
    try (Binary binary =
        Binary.start(folder, List.of("up", file.toString(), "--home", home.toString()))) {
      Running running = Running.await(binary);
      send(running, FIRST);
      running.await(
          status -> landed(status, "lake", 3, 0) && landed(status, "warehouse", 3, 0), SOON);
      send(running, SECOND);
      running.await(
          status -> landed(status, "lake", 5, 1) && landed(status, "warehouse", 4, 2), SOON);

      assertThat(KafkaOrders.reasons(running.bootstrapServers(), "clicks-dead-letters"))
          .hasSize(3)
          .anyMatch(
              reason ->
                  reason.contains("clicks-0-3")
                      && reason.contains("column price is DOUBLE: the string 'cheap' does not fit"))
          .filteredOn(reason -> reason.contains("clicks-0-5 rejected at decode"))
          .hasSize(2)
          .allMatch(reason -> reason.contains("not well-formed JSON"));
      assertThat(lake(home))
          .containsExactly(
              "AT 2026-11-23 1 1 [a, b] null null",
              "AT 2026-11-23 1 4 null null null",
              "AT 2026-11-24 3 8.5 null null true",
              "DE 2026-11-24 5 cheap null null null",
              "__HIVE_DEFAULT_PARTITION__ 2026-11-23 2 2 null {'url': /ü, 'ms': 12} null");
      Binary.Finished sql =
          Binary.run(
              folder,
              "sql",
              "--home",
              home.toString(),
              "SELECT count(*) || ' ' || sum(price) || ' ' || max(page->>'url') || ' '"
                  + " || max(mobile)::VARCHAR AS answer FROM clicks");
      assertThat(sql.output()).contains("3 14.5 /ü true");
      Binary.Finished view =
          Binary.run(
              folder,
              "sql",
              "--home",
              home.toString(),
              "SELECT string_agg(coalesce(country, '-') || ' ' || clicks || ' ' || spent, '; '"
                  + " ORDER BY country) AS answer FROM spent");
      assertThat(view.output()).contains("AT 2 12.5; - 1 2.0");
      Binary.Finished verify = Binary.run(folder, "verify", "--deep", "--home", home.toString());
      assertThat(verify.exitCode()).as(verify.output()).isZero();
      binary.stop();
    }
  }

  private static void send(Running running, List<String> values)
      throws ExecutionException, InterruptedException {
    running.send(
        "clicks", values.stream().map(value -> value.getBytes(StandardCharsets.UTF_8)).toList());
  }

  private static boolean landed(JsonNode status, String destination, long rows, long rejects) {
    return Running.landed(status, destination, "clicks", rows, rejects);
  }

  /** All rows of all files, read by another engine. */
  private static List<String> lake(Path home) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet result =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT concat_ws(' ', split_part(split_part(filename, 'country=', 2), '/', 1),"
                        + " left(\"at\", 10), id, price, coalesce(tags::VARCHAR, 'null'),"
                        + " coalesce(page::VARCHAR, 'null'), coalesce(mobile::VARCHAR, 'null')) AS line"
                        + " FROM read_parquet('"
                        + home
                        + "/**/*.parquet', union_by_name = true, filename = true,"
                        + " hive_partitioning = false) ORDER BY line")) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }
}
