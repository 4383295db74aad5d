// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.runtime.worker.ConnectorStatus;
import dev.sluice.runtime.worker.EmbeddedWorker;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic {@code sales} of one partition, and what sinks of it are told. */
final class Sales {
  static final TopicPartition P0 = new TopicPartition("sales", 0);

  /** Where the plug-ins are, as an operator unpacks them. */
  static final Path PLUGINS = Path.of("..", "cli", "target", "sluice", "plugins");

  private static final String PARTITIONER = "io.confluent.connect.storage.partitioner.";

  private Sales() {}

  static void createTopic(Admin admin) throws ExecutionException, InterruptedException {
    admin.createTopics(List.of(new NewTopic("sales", 1, (short) 1))).all().get();
  }

  /** What every sink of Confluent's for a store is told. */
  static Map<String, String> config() {
    Map<String, String> config = new HashMap<>();
    config.put("topics", "sales");
    config.put("tasks.max", "1");
    config.put("flush.size", "3");
    config.put("partitioner.class", PARTITIONER + "DailyPartitioner");
    config.put("locale", "en-US");
    config.put("timezone", "Europe/Vienna");
    config.put("timestamp.extractor", "RecordField");
    config.put("timestamp.field", "shop.at");
    config.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    config.put("value.converter.schemas.enable", "true");
    config.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
    return config;
  }

  /**
   * Even ones are of half past midnight in Vienna, when it is still the day before in Greenwich.
   */
  static void send(Company company, int from, int to)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer = producer(company)) {
      for (int id = from; id < to; id++) {
        producer.send(new ProducerRecord<>("sales", 0, null, bytes(value(id)))).get();
      }
    }
  }

  static KafkaProducer<byte[], byte[]> producer(Company company) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", company.bootstrapServers()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String value(int id) {
    Instant at = Instant.parse(id % 2 == 0 ? "2026-03-29T22:30:00Z" : "2026-03-29T10:00:00Z");
    return "{\"schema\":{\"type\":\"struct\",\"name\":\"com.acme.Sale\",\"fields\":["
        + "{\"type\":\"int32\",\"field\":\"id\"},"
        + "{\"type\":\"struct\",\"field\":\"shop\",\"fields\":[{\"type\":\"int64\",\"field\":\"at\"}]}]},"
        + "\"payload\":{\"id\":"
        + id
        + ",\"shop\":{\"at\":"
        + at.toEpochMilli()
        + "}}}";
  }

  /** Ids in a file of JSON lines, compressed. */
  static List<String> ids(byte[] gzip) throws IOException {
    List<String> ids = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(gzip)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        ids.add(new ObjectMapper().readTree(line).path("id").asText());
      }
    }
    return ids;
  }

  /** Where a sink's group has stopped; 0 if it had not begun. */
  static long committed(Admin admin, String connector)
      throws ExecutionException, InterruptedException {
    OffsetAndMetadata committed =
        admin
            .listConsumerGroupOffsets("connect-" + connector)
            .partitionsToOffsetAndMetadata()
            .get()
            .get(P0);
    return committed == null ? 0 : committed.offset();
  }

  static boolean running(EmbeddedWorker worker, String connector) {
    ConnectorStatus status = worker.client().statuses().get(connector);
    return status != null && status.running() && !status.tasks().isEmpty();
  }
}
