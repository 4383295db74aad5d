// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Change events of a source table, with updates, deletes and tombstones in a random order: the
 * warehouse's table is the source's, and the lake has every event.
 */
class ChangeEventsIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final int EVENTS = 3_000;
  private static final int KEYS = 200;
  private static final int PARTITIONS = 4;

  private static final String PIPELINE =
      """
      name: shop
      %stopics:
        orders: {format: json, envelope: debezium, event.columns: [op, lsn], partitions: 4}
      lake:
        tables:
          orders: {location: lake/orders, partition: [city], rotate: {interval: 1s}}
      warehouse:
        url: "%s"
        tables:
          orders: {mode: upsert, key: [id], deletes: apply, interval: 200ms}
      views: [per_city.sql]
      """;
  private static final String VIEW =
      "SELECT city, count(*) AS orders, sum(amount) AS amount FROM orders GROUP BY city";

  private static final String FIELDS =
      """
      [{"type":"int64","field":"id"},{"type":"string","field":"city"},{"type":"int32","field":"amount"},
      {"type":"int64","field":"at","name":"io.debezium.time.MicroTimestamp"}]""";

  private static final String ROW = ".*\"city\":\"(\\w+)\",\"amount\":(\\d+).*";

  @TempDir private Path folder;

  /** The source: what its table holds, and what it has said. */
  private static final class Source {
    private final Random random = new Random(42);
    private final Map<Integer, String> rows = new TreeMap<>();
    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    private int lsn;
    private int tombstones;

    void change() {
      int id = random.nextInt(KEYS);
      String old = rows.get(id);
      if (old != null && random.nextInt(3) == 0) {
        rows.remove(id);
        send(id, event("d", old, "null"));
        send(id, null);
        tombstones++;
        return;
      }
      String city = List.of("Graz", "Wien", "Linz", "Ulm").get(random.nextInt(4));
      String row =
          "{\"id\":%d,\"city\":\"%s\",\"amount\":%d,\"at\":1700000000000000}"
              .formatted(id, city, random.nextInt(100));
      rows.put(id, row);
      send(id, event(old == null ? "c" : "u", old == null ? "null" : old, row));
    }

    long cities() {
      return rows.values().stream().map(row -> row.replaceAll(ROW, "$1")).distinct().count();
    }

    private String event(String op, String before, String after) {
      lsn++;
      return """
          {"schema":{"type":"struct","fields":[
          {"type":"struct","optional":true,"field":"before","fields":%s},
          {"type":"struct","optional":true,"field":"after","fields":%s},
          {"type":"struct","field":"source","fields":[{"type":"int64","field":"lsn"}]},
          {"type":"string","field":"op"}]},
          "payload":{"before":%s,"after":%s,"source":{"lsn":%d},"op":"%s"}}"""
          .formatted(FIELDS, FIELDS, before, after, lsn, op);
    }

    private void send(int id, String value) {
      String key =
          "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"type\":\"int64\",\"field\":\"id\"}]},\"payload\":{\"id\":"
              + id
              + "}}";
      records.add(
          new ProducerRecord<>(
              "orders",
              id % PARTITIONS,
              key.getBytes(StandardCharsets.UTF_8),
              value == null ? null : value.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void duckDbIsTheSourceAndTheLakeHasEveryEvent() throws Exception {
    run(PIPELINE.formatted("", "jdbc:duckdb:warehouse.duckdb"));
  }

  @Test
  void postgresIsTheSourceAndTheLakeHasEveryEvent() throws Exception {
    try (Company company = Company.open(folder.resolve("company"))) {
      String kafka = "kafka: {bootstrap.servers: \"%s\"}\n".formatted(company.bootstrapServers());
      run(PIPELINE.formatted(kafka, company.warehouseUrl()));
    }
  }

  private void run(String pipeline) throws Exception {
    Source source = new Source();
    for (int i = 0; i < EVENTS; i++) {
      source.change();
    }
    Path file = folder.resolve("pipeline.yaml");
    Files.writeString(file, pipeline);
    Files.writeString(folder.resolve("per_city.sql"), VIEW);
    Path home = folder.resolve("home");
    try (Binary binary =
        Binary.start(folder, List.of("up", file.toString(), "--home", home.toString()))) {
      Running running = Running.await(binary);
      publish(running.bootstrapServers(), source.records);
      running.await(status -> drained(status, source.records.size()), SOON);
      assertThat(
              ask(
                  home,
                  "md5(string_agg(id || ' ' || city || ' ' || amount, '; ' ORDER BY id))",
                  "orders"))
          .isEqualTo(md5(expected(source)));
      assertThat(ask(home, "count(*) || ' ' || sum(orders)", "per_city"))
          .isEqualTo(source.cities() + " " + source.rows.size());
      assertThat(lake(home)).isEqualTo(EVENTS + " " + EVENTS + " " + source.tombstones);
      Binary.Finished verify = Binary.run(folder, "verify", "--deep", "--home", home.toString());
      assertThat(verify.exitCode()).as(verify.output()).isZero();
      assertThat(verify.output()).contains("view per_city", "equal to its SELECT computed anew");
      binary.stop();
    }
  }

  private static boolean drained(JsonNode status, int records) {
    int tables = 0;
    for (JsonNode table : status.path("tables")) {
      assertThat(table.path("rejects").asLong()).isZero();
      tables +=
          table.path("records").asLong() == records && table.path("lag").asLong() == 0 ? 1 : 0;
    }
    return tables == 2;
  }

  private static String expected(Source source) {
    List<String> rows = new ArrayList<>();
    source.rows.forEach((id, row) -> rows.add(id + " " + row.replaceAll(ROW, "$1 $2")));
    return String.join("; ", rows);
  }

  private static void publish(String servers, List<ProducerRecord<byte[], byte[]>> records)
      throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "enable.idempotence", "true"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < records.size(); i++) {
        producer.send(records.get(i));
        if (i % 500 == 499) {
          // Several transactions, so that rows of earlier ones are replaced and deleted.
          producer.flush();
          LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
        }
      }
    }
  }

  /** One text, out of the table that is printed. */
  private String ask(Path home, String text, String table) throws Exception {
    String output =
        Binary.run(
                folder,
                "sql",
                "--home",
                home.toString(),
                "SELECT '<' || " + text + " || '>' AS answer FROM " + table)
            .output();
    return output.substring(output.indexOf('<') + 1, output.indexOf('>'));
  }

  private static String md5(String text) throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
  }

  /** Events, different log positions, and deletes among them. */
  private static String lake(Path home) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet row =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT count(*) || ' ' || count(DISTINCT __lsn) || ' ' || count(*) FILTER (__op ="
                        + " 'd') FROM read_parquet('"
                        + home
                        + "/**/*.parquet', union_by_name = true)")) {
      row.next();
      return row.getString(1);
    }
  }
}
