// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.runtime.worker.ConnectorStatus;
import dev.sluice.runtime.worker.EmbeddedWorker;
import dev.sluice.runtime.worker.WorkerSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The properties of the Confluent S3 sink, as users have them, with another class. */
class S3SinkIT {
  private static final String FORMAT = "io.confluent.connect.s3.format.";
  private static final String PARTITIONER = "io.confluent.connect.storage.partitioner.";
  private static final TopicPartition P0 = new TopicPartition("sales", 0);

  @TempDir private Path folder;

  @Test
  void writesTheSameNamesFromWhereTheGroupHasStopped() throws Exception {
    try (Company company = Company.open(folder);
        S3 s3 = S3.start(Files.createDirectories(folder.resolve("s3")))) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", company.bootstrapServers()))) {
        admin.createTopics(List.of(new NewTopic("sales", 1, (short) 1))).all().get();
        send(company, 0, 12);
        // The former connector has landed the first two.
        admin
            .alterConsumerGroupOffsets("connect-sales-to-s3", Map.of(P0, new OffsetAndMetadata(2)))
            .all()
            .get();
      }
      Path plugins = Path.of("..", "cli", "target", "sluice", "plugins");
      try (EmbeddedWorker worker =
          EmbeddedWorker.start(
              WorkerSettings.local("own", company.bootstrapServers(), List.of(plugins)))) {
        Map<String, String> config = config(s3);
        config.put("s3.wan.mode", "true");
        assertThatThrownBy(() -> worker.client().configure("sales-to-s3", config))
            .hasMessageContaining("s3.wan.mode: accelerated uploads are not offered");
        config.remove("s3.wan.mode");
        worker.client().configure("sales-to-s3", config);
        Waiting.until(
            () -> objects(s3, "topics"),
            List.of(
                "topics/sales/year=2026/month=03/day=29/sales+0+0000000003.snappy.parquet",
                "topics/sales/year=2026/month=03/day=29/sales+0+0000000005.snappy.parquet",
                "topics/sales/year=2026/month=03/day=29/sales+0+0000000009.snappy.parquet",
                "topics/sales/year=2026/month=03/day=30/sales+0+0000000002.snappy.parquet",
                "topics/sales/year=2026/month=03/day=30/sales+0+0000000006.snappy.parquet",
                "topics/sales/year=2026/month=03/day=30/sales+0+0000000008.snappy.parquet"));
        assertThat(rows(s3)).containsExactly("2", "3", "4", "5", "6", "7", "8", "9", "10");
        // The last one waits for two more.
        send(company, 12, 14);
        Waiting.until(() -> rows(s3).size(), 12);
        writesTheOtherFormats(worker, s3);
      }
    }
  }

  /** All 14 records but the last two, which wait for a third. */
  private static void writesTheOtherFormats(EmbeddedWorker worker, S3 s3) throws Exception {
    Map<String, String> json = config(s3);
    json.put("topics.dir", "as-json");
    json.put("format.class", FORMAT + "json.JsonFormat");
    json.put("s3.compression.type", "gzip");
    worker.client().configure("json", json);
    Map<String, String> avro = config(s3);
    avro.put("topics.dir", "as-avro");
    avro.put("format.class", FORMAT + "avro.AvroFormat");
    avro.put("avro.codec", "deflate");
    worker.client().configure("avro", avro);
    Map<String, String> bytes = config(s3);
    bytes.put("topics.dir", "as-bytes");
    bytes.put("format.class", FORMAT + "bytearray.ByteArrayFormat");
    bytes.put("format.bytearray.separator", " ; ");
    bytes.put("format.bytearray.extension", ".values");
    bytes.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
    bytes.put("partitioner.class", "io.confluent.connect.storage.partitioner.DefaultPartitioner");
    worker.client().configure("bytes", bytes);
    Waiting.until(() -> objects(s3, "as-json").size(), 8);
    assertThat(objects(s3, "as-json"))
        .contains("as-json/sales/year=2026/month=03/day=29/sales+0+0000000001.json.gz");
    assertThat(
            query(
                "SELECT min(id) || ' ' || count(DISTINCT shop.at) || ' ' || count(*) FROM read_json('"
                    + s3.objects()
                    + "/as-json/**/*.json.gz')"))
        .containsExactly("0 2 12");
    Waiting.until(() -> objects(s3, "as-avro").size(), 8);
    long rows = 0;
    for (String name : objects(s3, "as-avro")) {
      assertThat(name).endsWith(".avro");
      try (DataFileReader<GenericRecord> reader =
          new DataFileReader<>(s3.objects().resolve(name).toFile(), new GenericDatumReader<>())) {
        for (GenericRecord row : reader) {
          assertThat(((GenericRecord) row.get("shop")).get("at")).isInstanceOf(Long.class);
          rows++;
        }
      }
    }
    assertThat(rows).isEqualTo(12);
    Waiting.until(
        () -> objects(s3, "as-bytes"),
        List.of(
            "as-bytes/sales/partition=0/sales+0+0000000000.values",
            "as-bytes/sales/partition=0/sales+0+0000000003.values",
            "as-bytes/sales/partition=0/sales+0+0000000006.values",
            "as-bytes/sales/partition=0/sales+0+0000000009.values"));
    String first =
        Files.readString(
            s3.objects().resolve("as-bytes/sales/partition=0/sales+0+0000000000.values"));
    assertThat(first.split(" ; ", -1)).hasSize(4).endsWith("").contains(value(1));
  }

  /** The running connector is another sink, under the name and the group that users know. */
  @Test
  void takesOverFromARunningConnector() throws Exception {
    try (Company company = Company.open(folder);
        S3 s3 = S3.start(Files.createDirectories(folder.resolve("s3")))) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", company.bootstrapServers()))) {
        admin.createTopics(List.of(new NewTopic("sales", 1, (short) 1))).all().get();
        send(company, 0, 7);
        Path plugins = Path.of("..", "cli", "target", "sluice", "plugins");
        try (EmbeddedWorker worker =
            EmbeddedWorker.start(
                WorkerSettings.local("own", company.bootstrapServers(), List.of(plugins)))) {
          Map<String, String> former = config(s3);
          former.put("connector.class", FormerSink.class.getName());
          worker.client().configure("sales-to-s3", former);
          Waiting.until(() -> running(worker), true);
          // What is sent while it runs is its own too, whether it has seen it before it stops or
          // not.
          send(company, 7, 9);
          Map<String, String> config = config(s3);
          config.put("connector.class", "io.confluent.connect.s3.S3SinkConnector");
          config.put("name", "sales-to-s3");
          Path json = folder.resolve("sales-to-s3.json");
          Files.writeString(json, new ObjectMapper().writeValueAsString(config));
          Binary.Finished migrate =
              Binary.run(
                  folder, "migrate", json.toString(), "--connect", worker.restUrl().toString());
          assertThat(migrate.exitCode()).as(migrate.output()).isZero();
          assertThat(migrate.output())
              .contains("Stopped sales-to-s3, changed its class, and resumed it");
          assertThat(worker.client().config("sales-to-s3").orElseThrow())
              .containsEntry("connector.class", "dev.sluice.connect.lake.S3SinkConnector");
          long landed = committed(admin);
          assertThat(landed).isBetween(0L, 9L);
          send(company, 9, (int) landed + 6);
          Waiting.until(
              () -> objects(s3, "topics").isEmpty() ? List.of() : rows(s3),
              LongStream.range(landed, landed + 6).mapToObj(Long::toString).toList());
        }
      }
    }
  }

  /** Where the former sink has stopped; 0 if it had not begun. */
  private static long committed(Admin admin) throws ExecutionException, InterruptedException {
    OffsetAndMetadata committed =
        admin
            .listConsumerGroupOffsets("connect-sales-to-s3")
            .partitionsToOffsetAndMetadata()
            .get()
            .get(P0);
    return committed == null ? 0 : committed.offset();
  }

  private static boolean running(EmbeddedWorker worker) {
    ConnectorStatus status = worker.client().statuses().get("sales-to-s3");
    return status != null && status.running() && !status.tasks().isEmpty();
  }

  private static Map<String, String> config(S3 s3) {
    Map<String, String> config = new HashMap<>(s3.properties());
    config.put("connector.class", "dev.sluice.connect.lake.S3SinkConnector");
    config.put("topics", "sales");
    config.put("tasks.max", "1");
    config.put("s3.bucket.name", s3.bucket());
    config.put("storage.class", "io.confluent.connect.s3.storage.S3Storage");
    config.put("format.class", "io.confluent.connect.s3.format.parquet.ParquetFormat");
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
  private static void send(Company company, int from, int to)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", company.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int id = from; id < to; id++) {
        producer
            .send(
                new ProducerRecord<>("sales", 0, null, value(id).getBytes(StandardCharsets.UTF_8)))
            .get();
      }
    }
  }

  private static String value(int id) {
    Instant at = Instant.parse(id % 2 == 0 ? "2026-03-29T22:30:00Z" : "2026-03-29T10:00:00Z");
    return "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"type\":\"int32\",\"field\":\"id\"},"
        + "{\"type\":\"struct\",\"field\":\"shop\",\"fields\":[{\"type\":\"int64\",\"field\":\"at\"}]}]},"
        + "\"payload\":{\"id\":"
        + id
        + ",\"shop\":{\"at\":"
        + at.toEpochMilli()
        + "}}}";
  }

  private static List<String> objects(S3 s3, String directory) throws IOException {
    Path folder = s3.objects().resolve(directory);
    if (Files.notExists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> s3.objects().relativize(file).toString())
          .filter(name -> !name.contains("/_"))
          .sorted()
          .toList();
    }
  }

  private static List<String> rows(S3 s3) throws SQLException {
    return query(
        "SELECT id FROM read_parquet('"
            + s3.objects()
            + "/topics/sales/**/*.parquet') ORDER BY id");
  }

  private static List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet result = connection.createStatement().executeQuery(sql)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }
}
