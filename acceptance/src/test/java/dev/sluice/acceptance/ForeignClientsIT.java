// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.registry.RegistrySettings;
import dev.sluice.registry.SchemaRegistry;
import dev.sluice.runtime.broker.EmbeddedBroker;
import dev.sluice.runtime.demo.DemoPublisher;
import dev.sluice.runtime.demo.OrderGenerator;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.apicurio.registry.utils.converter.AvroConverter;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Other projects' clients on this registry: Apicurio's serializer, deserializer and Connect
 * converter write and read the bytes, and Spring's client of Confluent's interface registers and
 * fetches. The client for JavaScript does both, in all three kinds of schemas.
 */
class ForeignClientsIT {
  private static final int FRAME = 5;
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final String PIPELINE =
      """
      name: shop
      topics: {clicks: {partitions: 1}}
      lake: {tables: {clicks: {location: lake/clicks, rotate: {interval: 1s}}}}
      warehouse:
        url: jdbc:duckdb:warehouse.duckdb
        tables: {clicks: {interval: 100ms}}
      """;

  @TempDir private Path folder;

  @Test
  void whatTheyWriteIsReadHere() throws Exception {
    Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE);
    Path home = folder.resolve("home");
    try (Binary binary =
        Binary.start(
            folder,
            List.of("up", folder.resolve("pipeline.yaml").toString(), "--home", home.toString()))) {
      Running running = Running.await(binary);
      Map<String, Object> settings =
          settings(running.status().path("schemaRegistry").asText(), "clicks-value");
      running.send("clicks", List.of(serialized(settings), converted(settings)));
      running.await(
          status ->
              Running.landed(status, "lake", "clicks", 2, 0)
                  && Running.landed(status, "warehouse", "clicks", 2, 0),
          SOON);
      assertThat(
              Binary.run(
                      folder,
                      "sql",
                      "--home",
                      home.toString(),
                      "SELECT string_agg(id || page, ' ' ORDER BY id) AS answer FROM clicks")
                  .output())
          .contains("1/start 2/cart");
      binary.stop();
    }
  }

  private static byte[] serialized(Map<String, Object> settings) {
    Schema schema =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"Click\",\"fields\":[{\"name\":\"id\",\"type\":\"long\"},"
                    + "{\"name\":\"page\",\"type\":\"string\"}]}");
    GenericRecord click = new GenericData.Record(schema);
    click.put("id", 1L);
    click.put("page", "/start");
    try (AvroKafkaSerializer<Object> serializer = new AvroKafkaSerializer<>()) {
      serializer.configure(settings, false);
      return serializer.serialize("clicks", click);
    }
  }

  private static byte[] converted(Map<String, Object> settings) {
    org.apache.kafka.connect.data.Schema schema =
        SchemaBuilder.struct()
            .name("Click")
            .field("id", org.apache.kafka.connect.data.Schema.INT64_SCHEMA)
            .field("page", org.apache.kafka.connect.data.Schema.STRING_SCHEMA)
            .build();
    AvroConverter<Object> converter = new AvroConverter<>();
    converter.configure(settings, false);
    return converter.fromConnectData(
        "clicks", schema, new Struct(schema).put("id", 2L).put("page", "/cart"));
  }

  @Test
  void whatIsWrittenHereTheyRead() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"));
        SchemaRegistry registry =
            SchemaRegistry.start(RegistrySettings.of(broker.bootstrapServers()))) {
      try (DemoPublisher publisher =
          DemoPublisher.start(
              Map.of("bootstrap.servers", broker.bootstrapServers()),
              registry.url().toString(),
              "orders",
              2_000,
              0)) {
        Waiting.until(() -> publisher.published() > 500, true);
      }
      List<byte[]> values = new ArrayList<>();
      KafkaOrders.each(broker.bootstrapServers(), "orders", message -> values.add(message.value()));
      Map<String, Object> settings = settings(registry.url().toString(), "orders-value");
      AvroConverter<Object> converter = new AvroConverter<>();
      converter.configure(settings, false);
      int read = 0;
      try (AvroKafkaDeserializer<GenericRecord> deserializer = new AvroKafkaDeserializer<>()) {
        deserializer.configure(settings, false);
        for (byte[] value : values.subList(0, 50)) {
          if (ByteBuffer.wrap(value).getInt(1) == 1) {
            GenericRecord order = deserializer.deserialize("orders", value);
            assertThat(order.getSchema()).isEqualTo(OrderGenerator.SCHEMA);
            SchemaAndValue connect = converter.toConnectData("orders", value);
            assertThat(((Struct) connect.value()).get("order_id").toString())
                .isEqualTo(order.get("order_id").toString());
            read++;
          }
        }
      }
      assertThat(read).isGreaterThan(40);
    }
  }

  /** Avro, JSON Schema and Protobuf, the last of them in its compiled form. */
  @Test
  void whatAClientForJavaScriptWritesIsReadHere() throws Exception {
    ScriptClient script = ScriptClient.in(folder);
    Files.writeString(
        folder.resolve("pipeline.yaml"),
        """
        name: shop
        topics:
          clicks: {partitions: 1}
          carts: {format: json_schema, partitions: 1}
          payments: {format: protobuf, partitions: 1}
        warehouse:
          url: jdbc:duckdb:warehouse.duckdb
          tables:
            clicks: {interval: 100ms}
            carts: {interval: 100ms}
            payments: {interval: 100ms}
        """);
    Path home = folder.resolve("home");
    try (Binary binary =
        Binary.start(
            folder,
            List.of("up", folder.resolve("pipeline.yaml").toString(), "--home", home.toString()))) {
      Running running = Running.await(binary);
      String registry = running.status().path("schemaRegistry").asText();
      for (String line : script.run("write", registry, "")) {
        int blank = line.indexOf(' ');
        running.send(
            line.substring(0, blank),
            List.of(Base64.getDecoder().decode(line.substring(blank + 1))));
      }
      running.await(
          status ->
              Running.landed(status, "warehouse", "clicks", 1, 0)
                  && Running.landed(status, "warehouse", "carts", 1, 0)
                  && Running.landed(status, "warehouse", "payments", 1, 0),
          SOON);
      assertThat(
              Binary.run(
                      folder,
                      "sql",
                      "--home",
                      home.toString(),
                      "SELECT * FROM (SELECT id, page AS value FROM clicks UNION ALL SELECT id, item FROM"
                          + " carts UNION ALL SELECT id, method FROM payments) ORDER BY id")
                  .output())
          .containsSubsequence("1", "/start", "2", "book", "3", "card");
      binary.stop();
    }
  }

  @Test
  void whatIsWrittenHereAClientForJavaScriptReads() throws Exception {
    ScriptClient script = ScriptClient.in(folder);
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"));
        SchemaRegistry registry =
            SchemaRegistry.start(RegistrySettings.of(broker.bootstrapServers()))) {
      byte[] avro =
          framed(
              registry,
              "avro",
              "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"id\",\"type\":\"long\"}]}",
              14);
      byte[] json =
          framed(
              registry,
              "json",
              "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"integer\"}}}",
              "{\"id\":8}".getBytes(StandardCharsets.UTF_8));
      // Index 1 of the file's messages; then field 1, a varint, and field 2, a text.
      byte[] protobuf =
          framed(
              registry,
              "protobuf",
              "syntax = \"proto3\"; package shop; message Other {} message Refund {int64 id = 1; string why ="
                  + " 2;}",
              2,
              2,
              8,
              9,
              18,
              4,
              'l',
              'a',
              't',
              'e');
      List<String> lines = new ArrayList<>();
      lines.add("avro " + Base64.getEncoder().encodeToString(avro));
      lines.add("json " + Base64.getEncoder().encodeToString(json));
      lines.add("protobuf " + Base64.getEncoder().encodeToString(protobuf));
      List<String> read = script.run("read", registry.url().toString(), String.join("\n", lines));
      assertThat(read).hasSize(3);
      assertThat(read.get(0)).isEqualTo("{\"id\":7}");
      assertThat(read.get(1)).isEqualTo("{\"id\":8}");
      assertThat(read.get(2)).contains("\"id\":9", "\"why\":\"late\"");
    }
  }

  private static byte[] framed(SchemaRegistry registry, String topic, String schema, int... value)
      throws IOException, InterruptedException {
    byte[] bytes = new byte[value.length];
    for (int i = 0; i < value.length; i++) {
      bytes[i] = (byte) value[i];
    }
    return framed(registry, topic, schema, bytes);
  }

  /** Registers a schema as text, and puts its id before a value. */
  private static byte[] framed(SchemaRegistry registry, String topic, String schema, byte[] value)
      throws IOException, InterruptedException {
    ObjectNode body = new ObjectMapper().createObjectNode();
    body.put("schemaType", topic.toUpperCase(Locale.ROOT)).put("schema", schema);
    HttpRequest request =
        HttpRequest.newBuilder(registry.url().resolve("/subjects/" + topic + "-value/versions"))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    String answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    int id = new ObjectMapper().readTree(answer).path("id").asInt();
    assertThat(id).as(answer).isPositive();
    return ByteBuffer.allocate(FRAME + value.length).put((byte) 0).putInt(id).put(value).array();
  }

  private static Map<String, Object> settings(String registry, String subject) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("apicurio.registry.schema-resolver", ForeignResolver.class.getName());
    settings.put("apicurio.registry.as-confluent", true);
    settings.put("apicurio.registry.headers.enabled", false);
    settings.put(ForeignResolver.URL, registry);
    settings.put(ForeignResolver.SUBJECT, subject);
    return settings;
  }
}
