// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.testkit.gcs.GcsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Topics of Protobuf and of JSON Schema, whose schemas another registry keeps, into files on a disk
 * and on Google Cloud Storage.
 */
class SchemasIT {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final String PIPELINE =
      """
      name: shop
      schema.registry: {url: "http://127.0.0.1:%d"}
      topics:
        orders: {format: protobuf, partitions: 1}
        clicks: {format: json_schema, partitions: 1}
      lake:
        tables:
          orders: {location: lake/orders, partition: [day(at), place.city], rotate: {interval: 1s}}
          clicks: {location: "gs://lake/clicks", gcs.endpoint: "%s", format: orc, partition: [day(at)], rotate: {interval: 1s}}
      warehouse:
        url: jdbc:duckdb:warehouse.duckdb
        tables:
          orders: {mode: upsert, key: [id], interval: 200ms}
          clicks: {interval: 200ms}
      """;
  private static final Map<Integer, String> SCHEMAS =
      Map.of(
          1,
          """
          syntax = "proto3";
          import "google/protobuf/timestamp.proto";
          message Other { int32 n = 1; }
          message Order {
            int64 id = 1;
            google.protobuf.Timestamp at = 2;
            Place place = 3;
            repeated uint32 counts = 4;
            message Place { string city = 1; }
          }
          """,
          2,
          """
          {"type": "object", "properties": {
            "id": {"type": "integer"},
            "at": {"type": "integer", "title": "org.apache.kafka.connect.data.Timestamp"},
            "price": {"type": "number", "title": "org.apache.kafka.connect.data.Decimal",
                      "connect.parameters": {"scale": "2"}}}}
          """);

  /** The second message of the schema: index 1, then id, seconds since 1970, city, counts. */
  private static final List<String> ORDERS =
      List.of(
          "0000000001" + "0202" + "0801" + "12060880a4f2c806" + "1a060a0447726174" + "22020105",
          "0000000001" + "0202" + "0801" + "12060880a4f2c806" + "1a060a0447726175" + "2200",
          "0000000001" + "0202" + "0802" + "12060880a4f2c806" + "1a060a0447726174" + "3801");

  private static final List<String> CLICKS =
      List.of(
          "{\"id\": 1, \"at\": 1700000000000, \"price\": 12.5}",
          "{\"id\": 2, \"at\": 1700000000000, \"extra\": {\"x\": true}}",
          "{\"id\": \"no\", \"at\": 1700000000000}");

  @TempDir private Path folder;

  @Test
  void landsBothInTheLakeAndInTheWarehouse() throws Exception {
    HttpServer registry = registry();
    try (GcsServer gcs = new GcsServer()) {
      gcs.create("lake");
      Path file = folder.resolve("pipeline.yaml");
      Files.writeString(file, PIPELINE.formatted(registry.getAddress().getPort(), gcs.url()));
      Path home = folder.resolve("home");
      try (Binary binary =
          Binary.start(folder, List.of("up", file.toString(), "--home", home.toString()))) {
        Running running = Running.await(binary);
        running.send("orders", ORDERS.stream().map(hex -> HexFormat.of().parseHex(hex)).toList());
        running.send("clicks", CLICKS.stream().map(SchemasIT::click).toList());
        running.await(
            status ->
                Running.landed(status, "lake", "orders", 2, 1)
                    && Running.landed(status, "lake", "clicks", 2, 1)
                    && Running.landed(status, "warehouse", "orders", 2, 1)
                    && Running.landed(status, "warehouse", "clicks", 2, 1),
            SOON);
        assertThat(KafkaOrders.reasons(running.bootstrapServers(), "shop-dead-letters"))
            .hasSize(4)
            .filteredOn(reason -> reason.contains("field number 7, which Order does not have"))
            .hasSize(2);
        assertThat(ordersInTheLake(home))
            .isEqualTo("1 2025-11-18 Grat [1, 5]; 1 2025-11-18 Grau []");
        assertThat(sql(home, "SELECT id || ' ' || (place->>'city') AS answer FROM orders"))
            .contains("1 Grau");
        assertThat(
                sql(
                    home,
                    "SELECT sum(price) || ' ' || max(extra->>'x') || ' ' || min(\"at\") AS answer FROM clicks"))
            .contains("12.50 true 2023-11-14");
        Binary.Finished verify = Binary.run(folder, "verify", "--deep", "--home", home.toString());
        assertThat(verify.exitCode()).as(verify.output()).isZero();
        binary.stop();
      }
    } finally {
      registry.stop(0);
    }
  }

  private static HttpServer registry() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/schemas/ids/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          int id = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
          ObjectNode answer = new ObjectMapper().createObjectNode();
          answer.put("schemaType", id == 1 ? "PROTOBUF" : "JSON").put("schema", SCHEMAS.get(id));
          byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static byte[] click(String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(2).put(body).array();
  }

  private String sql(Path home, String query) throws Exception {
    return Binary.run(folder, "sql", "--home", home.toString(), query).output();
  }

  private static String ordersInTheLake(Path home) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet result =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT string_agg(id || ' ' || at_day || ' ' || place.city || ' ' || counts::VARCHAR,"
                        + " '; ' ORDER BY place.city) FROM read_parquet('"
                        + home
                        + "/lake/orders/**/*.parquet', hive_partitioning = true)")) {
      result.next();
      return result.getString(1);
    }
  }
}
