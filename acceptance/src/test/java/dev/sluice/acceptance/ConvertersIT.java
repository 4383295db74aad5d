// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.worker.EmbeddedWorker;
import dev.sluice.runtime.worker.WorkerSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The connectors in a company's own worker, behind converters and a transformation that the company
 * uses already.
 */
class ConvertersIT {
  private static final String JSON_CONVERTER = "org.apache.kafka.connect.json.JsonConverter";
  private static final String FIELDS =
      "{\"type\":\"int64\",\"field\":\"id\"},"
          + "{\"type\":\"int64\",\"name\":\"org.apache.kafka.connect.data.Timestamp\",\"version\":1,\"field\":\"at\"}";
  private static final String COUNTRY =
      ",{\"type\":\"string\",\"optional\":true,\"field\":\"country\"}";

  @TempDir private Path folder;

  @Test
  void valuesWithSchemas() throws Exception {
    String abroad =
        envelope(FIELDS + COUNTRY, "{\"id\":1,\"at\":1700000000123,\"country\":\"AT\"}");
    String nowhere = envelope(FIELDS + COUNTRY, "{\"id\":2,\"at\":1700000000456,\"country\":null}");
    String unroutable = envelope(FIELDS, "{\"id\":3,\"at\":1700000000789}");
    lands(
        true,
        List.of(abroad, nowhere, unroutable, abroad),
        List.of("1 1700000000123 AT vienna", "2 1700000000456 null vienna"));
  }

  @Test
  void valuesWithoutSchemas() throws Exception {
    String abroad = "{\"id\":1,\"at\":\"2023-11-14T22:13:20.123Z\",\"country\":\"AT\"}";
    String nowhere = "{\"id\":2,\"at\":\"2023-11-14T22:13:20.456Z\",\"country\":null}";
    String unroutable = "{\"id\":3,\"at\":{\"day\":1},\"country\":{\"name\":\"AT\"}}";
    lands(
        false,
        List.of(abroad, nowhere, unroutable, abroad),
        List.of("1 1700000000123 AT vienna", "2 1700000000456 null vienna"));
  }

  /** The first value comes twice, the third belongs into the dead letters of the lake. */
  private void lands(boolean schemas, List<String> values, List<String> rows) throws Exception {
    try (Company company = Company.open(folder)) {
      send(company, values);
      Path plugins = Path.of("..", "cli", "target", "sluice", "plugins");
      try (EmbeddedWorker worker =
          EmbeddedWorker.start(
              WorkerSettings.local("own", company.bootstrapServers(), List.of(plugins)))) {
        worker.client().configure("lake", connector(schemas, lake()));
        worker.client().configure("warehouse", connector(schemas, warehouse(company)));
        List<String> twice = new ArrayList<>(rows);
        twice.add(0, rows.get(0));
        Waiting.until(() -> lakeRows(), twice);
        Waiting.until(() -> warehouseRows(company), rows);
        List<String> dead = new ArrayList<>();
        Waiting.until(
            () -> {
              dead.clear();
              KafkaOrders.each(
                  company.bootstrapServers(),
                  "dead",
                  message -> dead.add(new String(message.value(), StandardCharsets.UTF_8)));
              return dead.stream().map(value -> value.contains("\"shop\":\"vienna\"")).toList();
            },
            List.of(true));
        assertThat(dead.get(0))
            .contains("\"id\":3")
            .contains(schemas ? "\"schema\":{" : "\"name\":\"AT\"");
      }
    }
  }

  private static Map<String, String> connector(boolean schemas, Map<String, String> own) {
    Map<String, String> config = new HashMap<>(own);
    config.put("topics", "sales");
    config.put("tasks.max", "1");
    config.put("value.format", "connect");
    config.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
    config.put("value.converter", JSON_CONVERTER);
    config.put("value.converter.schemas.enable", Boolean.toString(schemas));
    config.put("transforms", "shop");
    config.put("transforms.shop.type", "org.apache.kafka.connect.transforms.InsertField$Value");
    config.put("transforms.shop.static.field", "shop");
    config.put("transforms.shop.static.value", "vienna");
    config.put("errors.tolerance", "all");
    config.put("errors.deadletterqueue.topic.replication.factor", "1");
    return config;
  }

  private Map<String, String> lake() {
    return Map.of(
        "connector.class", "dev.sluice.connect.lake.LakeSinkConnector",
        "errors.deadletterqueue.topic.name", "dead",
        "pipeline", "lake",
        "table", "sales",
        "location", folder.resolve("sales").toString(),
        "partition", "country",
        "rotate.interval", "500ms");
  }

  private static Map<String, String> warehouse(Company company) {
    return Map.of(
        "connector.class", "dev.sluice.connect.warehouse.WarehouseSinkConnector",
        "errors.deadletterqueue.topic.name", "dead-in-the-warehouse",
        "pipeline", "warehouse",
        "table", "sales",
        "warehouse.url", company.warehouseUrl(),
        "mode", "upsert",
        "key", "id",
        "interval", "200ms");
  }

  private static String envelope(String fields, String payload) {
    return "{\"schema\":{\"type\":\"struct\",\"fields\":["
        + fields
        + "],\"optional\":false},\"payload\":"
        + payload
        + "}";
  }

  private static void send(Company company, List<String> values)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", company.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (String value : values) {
        byte[] key = "key".getBytes(StandardCharsets.UTF_8);
        producer
            .send(new ProducerRecord<>("sales", key, value.getBytes(StandardCharsets.UTF_8)))
            .get();
      }
    }
  }

  private List<String> lakeRows() throws SQLException {
    return rows(
        "jdbc:duckdb:",
        "SELECT concat_ws(' ', id, epoch_ms(\"at\"::TIMESTAMPTZ), coalesce(country, 'null'), shop)"
            + " FROM read_parquet('"
            + folder
            + "/sales/**/*.parquet', union_by_name = true, hive_partitioning = false) ORDER BY id");
  }

  private static List<String> warehouseRows(Company company) throws SQLException {
    return rows(
        company.warehouseUrl(),
        "SELECT concat_ws(' ', id, (extract(epoch from \"at\"::timestamptz) * 1000)::bigint, coalesce(country, 'null'), shop) FROM sales WHERE id < 3 ORDER BY id");
  }

  private static List<String> rows(String url, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        ResultSet result = connection.createStatement().executeQuery(sql)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }
}
