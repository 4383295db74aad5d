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
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A topic under a contract, through a real worker: lake and warehouse cut the records into other
 * batches, at other times, and yet reject the same ones.
 */
class ContractsIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final long SEED = 20_261_125;
  private static final String PIPELINE =
      """
      name: shop
      topics:
        orders: {format: json, partitions: 1, contract: contracts/orders.yaml}
        invoices: {format: json, partitions: 1, contract: contracts/invoices.yaml, violation: stop}
      lake:
        tables:
          orders: {location: lake/orders, rotate: {interval: 1s}}
          invoices: {location: lake/invoices, rotate: {interval: 1s}}
      warehouse:
        url: jdbc:duckdb:warehouse.duckdb
        tables:
          orders: {interval: 100ms}
      """;
  private static final String ORDERS =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: orders-contract
      version: 1.2.0
      status: active
      description: {purpose: Orders of the shop}
      schema:
        - name: orders
          quality:
            - {metric: rowCount, mustBeGreaterThan: 100000}
            - {metric: rowCount, mustBeLessThan: 900000}
          properties:
            - name: id
              logicalType: integer
              required: true
              logicalTypeOptions: {minimum: 0}
            - name: amount
              logicalType: number
              logicalTypeOptions: {exclusiveMinimum: 0, maximum: 1000}
            - name: email
              logicalType: string
              logicalTypeOptions: {pattern: "^[^@]+@[^@]+$", maxLength: 40}
            - name: country
              quality:
                - metric: invalidValues
                  mustBe: 0
                  severity: warning
                  arguments: {validValues: [AT, DE]}
      slaProperties:
        - {property: latency, value: 1, unit: h, element: orders.id}
      """;

  @TempDir private Path folder;

  @Test
  void lakeAndWarehouseAgreeRowByRow() throws Exception {
    Files.createDirectories(folder.resolve("contracts"));
    Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE);
    Files.writeString(folder.resolve("contracts/orders.yaml"), ORDERS);
    Files.writeString(
        folder.resolve("contracts/invoices.yaml"),
        ORDERS.replace("name: orders", "name: invoices"));
    Path home = folder.resolve("home");
    try (Binary binary =
        Binary.start(
            folder,
            List.of("up", folder.resolve("pipeline.yaml").toString(), "--home", home.toString()))) {
      Running running = Running.await(binary);
      List<String> good = publish(running);
      int bad = 600 - good.size();
      running.await(
          status ->
              Running.landed(status, "lake", "orders", good.size(), bad)
                  && Running.landed(status, "warehouse", "orders", good.size(), bad),
          SOON);
      String columns = "SELECT string_agg(id::BIGINT::VARCHAR, ',' ORDER BY id::BIGINT) FROM ";
      String lake = lake(columns, home);
      assertThat(lake).isEqualTo(String.join(",", good));
      String warehouse =
          Binary.run(folder, "sql", "--json", "--home", home.toString(), columns + "orders")
              .output();
      assertThat(warehouse).contains("\"" + lake + "\"");
      assertThat(KafkaOrders.reasons(running.bootstrapServers(), "shop-dead-letters"))
          .hasSize(2 * bad)
          .allMatch(reason -> reason.contains("of contract orders-contract"))
          .anyMatch(reason -> reason.contains("the rule id.required"))
          .anyMatch(reason -> reason.contains("the rule amount.maximum"))
          .anyMatch(reason -> reason.contains("the rule email.pattern"));
      shown(running, home);
      stops(running);
      binary.stop();
    }
  }

  /** Warnings and objectives, in status and metrics. */
  private void shown(Running running, Path home) throws Exception {
    for (JsonNode table : running.status().path("tables")) {
      if (table.path("table").asText().equals("orders")) {
        assertThat(table.path("broken").path("country.validValues").asLong()).isPositive();
        assertThat(table.path("broken").path("id.required").asLong()).isPositive();
        assertThat(table.path("objectives").toString())
            .contains("\"objective\":\"rowCount\",\"least\":100001,", "\"met\":false")
            .contains("\"objective\":\"latency\",\"least\":0,\"most\":3600000,", "\"met\":true");
      }
    }
    assertThat(Binary.run(folder, "status", "--home", home.toString()).output())
        .contains("contract: country.validValues broken by", "contract: rowCount is");
    assertThat(running.get("/metrics").body())
        .containsPattern(
            "sluice_objective_least\\{connector=\"shop-warehouse-orders\",objective=\"rowCount\"} 100001")
        .containsPattern(
            "sluice_objective_most\\{connector=\"shop-warehouse-orders\",objective=\"rowCount-2\"} 899999")
        .containsPattern(
            "sluice_objective_most\\{connector=\"shop-lake-orders\",objective=\"latency\"} 3600000")
        .containsPattern(
            "sluice_rule_broken_total\\{connector=\"shop-lake-orders\",rule=\"amount.maximum\",task=\"0\"} [1-9]");
  }

  private static void stops(Running running) throws Exception {
    running.send("invoices", List.of(bytes("{\"id\": -1}")));
    running.await(
        status -> {
          for (JsonNode table : status.path("tables")) {
            if (table.path("table").asText().equals("invoices")) {
              return table.path("trouble").asText().contains("the rule id.minimum");
            }
          }
          return false;
        },
        SOON);
  }

  /**
   * Publishes 600 records, good ones and bad ones of every kind in between; answers the good ids.
   */
  private static List<String> publish(Running running) throws Exception {
    Random random = new Random(SEED);
    List<String> good = new ArrayList<>();
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      String amount = random.nextBoolean() ? Integer.toString(1 + i) : (1 + i) + ".5";
      String country = List.of("AT", "DE", "XX").get(random.nextInt(3));
      int kind = random.nextInt(20);
      String record =
          switch (kind) {
            case 0 -> "{\"amount\":" + amount + "}";
            case 1 -> "{\"id\":\"x" + i + "\",\"amount\":" + amount + "}";
            case 2 -> "{\"id\":" + i + ".5}";
            case 3 -> "{\"id\":" + i + ",\"amount\":0}";
            case 4 -> "{\"id\":" + i + ",\"amount\":1000.01}";
            case 5 -> "{\"id\":" + i + ",\"email\":\"nobody\"}";
            case 6 -> "{\"id\":" + i + ",\"email\":\"" + "a".repeat(40) + "@b\"}";
            default ->
                "{\"id\":"
                    + i
                    + ",\"amount\":"
                    + amount
                    + ",\"country\":\""
                    + country
                    + "\",\"email\":\"a"
                    + i
                    + "@b\"}";
          };
      if (kind > 6) {
        good.add(Integer.toString(i));
      }
      records.add(bytes(record));
      if (records.size() == 50) {
        running.send("orders", records);
        records.clear();
        Thread.sleep(random.nextInt(400));
      }
    }
    return good;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String lake(String select, Path home) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet result =
            connection
                .createStatement()
                .executeQuery(
                    select
                        + "read_parquet('"
                        + home
                        + "/lake/orders/**/*.parquet', union_by_name = true)")) {
      result.next();
      return result.getString(1);
    }
  }
}
