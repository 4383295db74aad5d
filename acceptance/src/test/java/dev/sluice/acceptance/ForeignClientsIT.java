// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.registry.RegistrySettings;
import dev.sluice.registry.SchemaRegistry;
import dev.sluice.runtime.broker.EmbeddedBroker;
import dev.sluice.runtime.demo.DemoPublisher;
import dev.sluice.runtime.demo.OrderGenerator;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.apicurio.registry.utils.converter.AvroConverter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
 * fetches.
 */
class ForeignClientsIT {
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
