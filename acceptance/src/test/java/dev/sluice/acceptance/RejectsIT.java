// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be read is told with its reason and place, kept, and holds nothing else up. */
class RejectsIT {
  private static final Duration SOON = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @Test
  void malformedAvroAndUnknownSchemas() throws Exception {
    Path home = folder.resolve("data");
    try (Binary binary =
        Binary.start(folder, List.of("demo", "--home", home.toString(), "--rate", "2000"))) {
      Running running = Running.await(binary);
      running.await(status -> rejects(status).stream().allMatch(n -> n >= 10), SOON);
      assertThat(KafkaOrders.reasons(running.bootstrapServers(), "orders-dead-letters"))
          .anySatisfy(
              reason ->
                  assertThat(reason)
                      .containsPattern("orders-[0-3]-[0-9]+")
                      .contains("the value ends in the middle of a field"))
          .anySatisfy(
              reason ->
                  assertThat(reason)
                      .containsPattern("orders-[0-3]-[0-9]+")
                      .contains("schema id 999999 is not known to the registry"));
      assertThat(binary.output()).contains("schema id 999999").doesNotContain("\tat ");
      assertThat(states(running.status())).containsOnly("RUNNING");
      assertThat(running.get("/metrics").body())
          .containsPattern(
              "\nsluice_task_rejects_total\\{connector=\"orders-lake-orders\",task=\"0\"} [1-9]")
          .containsPattern(
              "\nsluice_task_rows_total\\{connector=\"orders-warehouse-orders\",task=\"0\"} [1-9]")
          .contains("\nkafka_consumer_records_lag{", "\nsluice_task_freshness_ms{")
          .contains("\nsluice_task_buffered_bytes{", "\nsluice_task_budget_bytes{")
          .contains("\nkafka_server_messagesin_total", "\nkafka_connect_");
      binary.stop();
    }
  }

  @Test
  void malformedCsv() throws Exception {
    Path csv = folder.resolve("sales.csv");
    Files.writeString(
        csv,
        """
        id,product,price
        1,pen,1.20
        2,"ink, blue",3.40
        3,paper
        4,"ruler ""long\""",0.99
        five,chalk,0.10
        6,board,79.00
        """);
    Path home = folder.resolve("data");
    List<String> demo =
        List.of(
            "demo",
            "--home",
            home.toString(),
            "--types",
            "id:long,price:decimal(10,2)",
            "--data",
            csv.toString());
    try (Binary binary = Binary.start(folder, demo)) {
      Running running = Running.await(binary);
      running.await(status -> rows(status).stream().allMatch(n -> n == 4), SOON);
      assertThat(binary.output())
          .contains("sales.csv:4: this row cannot be read")
          .contains("sales.csv:6: this row cannot be read");
      assertThat(states(running.status())).containsOnly("RUNNING");
      Binary.Finished sql =
          Binary.run(
              folder, "sql", "--home", home.toString(), "SELECT sum(id), sum(price) FROM rows");
      assertThat(sql.output()).contains("13").contains("84.59");
      binary.stop();
    }
  }

  private static List<Long> rejects(JsonNode status) {
    return status.path("tables").findValues("rejects").stream().map(JsonNode::asLong).toList();
  }

  private static List<Long> rows(JsonNode status) {
    return status.path("tables").findValues("rows").stream().map(JsonNode::asLong).toList();
  }

  private static List<String> states(JsonNode status) {
    return status.path("tables").findValues("state").stream().map(JsonNode::asText).toList();
  }
}
