// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.runtime.worker.EmbeddedWorker;
import dev.sluice.runtime.worker.WorkerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The properties of the Confluent S3 sink, as users have them, with another class. */
class S3SinkIT {
  private static final String FORMAT = "io.confluent.connect.s3.format.";

  private static final String BESIDE =
      "beside/sales/partition=0/schema_name=com.acme.Sale/sales+0+";

  @TempDir private Path folder;

  @Test
  void writesTheSameNamesFromWhereTheGroupHasStopped() throws Exception {
    try (Company company = Company.open(folder);
        S3 s3 = S3.start(Files.createDirectories(folder.resolve("s3")))) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", company.bootstrapServers()))) {
        Sales.createTopic(admin);
        Sales.send(company, 0, 12);
        // The former connector has landed the first two.
        admin
            .alterConsumerGroupOffsets(
                "connect-sales-to-s3", Map.of(Sales.P0, new OffsetAndMetadata(2)))
            .all()
            .get();
      }
      try (EmbeddedWorker worker =
          EmbeddedWorker.start(
              WorkerSettings.local("own", company.bootstrapServers(), List.of(Sales.PLUGINS)))) {
        Map<String, String> config = config(s3);
        config.put("s3.wan.mode", "true");
        assertThatThrownBy(() -> worker.client().configure("sales-to-s3", config))
            .hasMessageContaining("s3.wan.mode: goes with s3.path.style.access.enabled=false only");
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
        Sales.send(company, 12, 14);
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
    assertThat(first.split(" ; ", -1)).hasSize(4).endsWith("").contains(Sales.value(1));
  }

  /**
   * Seven records: two, one without a value, three, and one without a key before two more. The S3
   * service here has no tags, which is no reason to stop.
   */
  @Test
  void writesKeysHeadersAndTombstonesBesideTheValues() throws Exception {
    try (Company company = Company.open(folder);
        S3 s3 = S3.start(Files.createDirectories(folder.resolve("s3")));
        Admin admin = Admin.create(Map.of("bootstrap.servers", company.bootstrapServers()))) {
      Sales.createTopic(admin);
      try (KafkaProducer<byte[], byte[]> producer = Sales.producer(company)) {
        for (int id = 0; id < 9; id++) {
          producer.send(keyed(id)).get();
        }
      }
      try (EmbeddedWorker worker =
          EmbeddedWorker.start(
              WorkerSettings.local("own", company.bootstrapServers(), List.of(Sales.PLUGINS)))) {
        worker.client().configure("json", besideInJson(s3));
        Waiting.until(() -> objects(s3, "beside").size(), 11);
        assertThat(objects(s3, "beside"))
            .containsExactly(
                BESIDE + "0000000000.headers.json",
                BESIDE + "0000000000.json",
                BESIDE + "0000000000.keys.json",
                BESIDE + "0000000003.headers.json",
                BESIDE + "0000000003.json",
                BESIDE + "0000000003.keys.json",
                BESIDE + "0000000007.headers.json",
                BESIDE + "0000000007.json",
                BESIDE + "0000000007.keys.json",
                "beside/sales/tombstone/sales+0+0000000002.headers.json",
                "beside/sales/tombstone/sales+0+0000000002.keys.json");
        assertThat(lines(s3, BESIDE + "0000000003.json"))
            .first()
            .isEqualTo("{\"id\":3,\"shop\":{\"at\":1774778400000}}");
        assertThat(lines(s3, BESIDE + "0000000003.keys.json"))
            .containsExactly("\"k3\"", "\"k4\"", "\"k5\"");
        assertThat(lines(s3, BESIDE + "0000000007.headers.json"))
            .containsExactly(
                "[{\"key\":\"trace\",\"value\":\"t7\"}]", "[{\"key\":\"trace\",\"value\":\"t8\"}]");
        assertThat(lines(s3, "beside/sales/tombstone/sales+0+0000000002.keys.json"))
            .containsExactly("\"k2\"");
        assertThat(deadLetters(admin)).isEqualTo(1);
        writesKeysInAvro(worker, s3);
        failsAtANullByDefault(worker, s3);
      }
    }
  }

  private static ProducerRecord<byte[], byte[]> keyed(int id) {
    byte[] key = id == 6 ? null : Sales.bytes("k" + id);
    byte[] value = id == 2 ? null : Sales.bytes(Sales.value(id));
    return new ProducerRecord<>(
        "sales", 0, null, key, value, List.of(new RecordHeader("trace", Sales.bytes("t" + id))));
  }

  private static Map<String, String> besideInJson(S3 s3) {
    Map<String, String> config = config(s3);
    config.put("topics.dir", "beside");
    config.put("format.class", FORMAT + "json.JsonFormat");
    config.put("partitioner.class", "io.confluent.connect.storage.partitioner.DefaultPartitioner");
    config.put("store.kafka.keys", "true");
    config.put("keys.format.class", FORMAT + "json.JsonFormat");
    config.put("store.kafka.headers", "true");
    config.put("headers.format.class", FORMAT + "json.JsonFormat");
    config.put("behavior.on.null.values", "write");
    config.put("s3.schema.partition.affix.type", "SUFFIX");
    config.put("s3.object.tagging", "true");
    config.put("errors.tolerance", "all");
    config.put("errors.deadletterqueue.topic.name", "dead");
    config.put("errors.deadletterqueue.topic.replication.factor", "1");
    return config;
  }

  private static long deadLetters(Admin admin) throws ExecutionException, InterruptedException {
    TopicPartition dead = new TopicPartition("dead", 0);
    return admin.listOffsets(Map.of(dead, OffsetSpec.latest())).all().get().get(dead).offset();
  }

  /** Keys are files of bare values; records without a value are left out this time. */
  private static void writesKeysInAvro(EmbeddedWorker worker, S3 s3) throws Exception {
    Map<String, String> avro = besideInJson(s3);
    avro.put("topics.dir", "keys-in-avro");
    avro.put("format.class", FORMAT + "parquet.ParquetFormat");
    avro.remove("keys.format.class");
    avro.put("headers.format.class", FORMAT + "parquet.ParquetFormat");
    avro.put("behavior.on.null.values", "ignore");
    avro.put("s3.schema.partition.affix.type", "NONE");
    worker.client().configure("avro", avro);
    String first = "keys-in-avro/sales/partition=0/sales+0+0000000000";
    Waiting.until(() -> objects(s3, "keys-in-avro").contains(first + ".keys.avro"), true);
    List<String> keys = new ArrayList<>();
    try (DataFileReader<Object> reader =
        new DataFileReader<>(
            s3.objects().resolve(first + ".keys.avro").toFile(), new GenericDatumReader<>())) {
      reader.forEach(key -> keys.add(key.toString()));
    }
    assertThat(keys).containsExactly("k0", "k1");
    assertThat(
            query(
                "SELECT headers[1].key || headers[1].value FROM '"
                    + s3.objects()
                    + "/"
                    + first
                    + ".headers.snappy.parquet'"))
        .containsExactly("tracet0", "tracet1");
  }

  /** With a dead-letter queue too, as there. */
  private static void failsAtANullByDefault(EmbeddedWorker worker, S3 s3) throws Exception {
    Map<String, String> strict = besideInJson(s3);
    strict.put("topics.dir", "strict");
    strict.remove("behavior.on.null.values");
    worker.client().configure("strict", strict);
    Waiting.until(
        () ->
            String.valueOf(worker.client().statuses().get("strict"))
                .contains("null.values is fail"),
        true);
    assertThat(objects(s3, "strict")).isEmpty();
  }

  private static List<String> lines(S3 s3, String object) throws IOException {
    return Files.readAllLines(s3.objects().resolve(object));
  }

  /** The running connector is another sink, under the name and the group that users know. */
  @Test
  void takesOverFromARunningConnector() throws Exception {
    try (Company company = Company.open(folder);
        S3 s3 = S3.start(Files.createDirectories(folder.resolve("s3")))) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", company.bootstrapServers()))) {
        Sales.createTopic(admin);
        Sales.send(company, 0, 7);
        try (EmbeddedWorker worker =
            EmbeddedWorker.start(
                WorkerSettings.local("own", company.bootstrapServers(), List.of(Sales.PLUGINS)))) {
          Map<String, String> former = config(s3);
          former.put("connector.class", FormerSink.class.getName());
          worker.client().configure("sales-to-s3", former);
          Waiting.until(() -> Sales.running(worker, "sales-to-s3"), true);
          // What is sent while it runs is its own too, whether it has seen it before it stops or
          // not.
          Sales.send(company, 7, 9);
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
          long landed = Sales.committed(admin, "sales-to-s3");
          assertThat(landed).isBetween(0L, 9L);
          Sales.send(company, 9, (int) landed + 6);
          Waiting.until(
              () -> objects(s3, "topics").isEmpty() ? List.of() : rows(s3),
              LongStream.range(landed, landed + 6).mapToObj(Long::toString).toList());
        }
      }
    }
  }

  private static Map<String, String> config(S3 s3) {
    Map<String, String> config = Sales.config();
    config.putAll(s3.properties());
    config.put("connector.class", "dev.sluice.connect.lake.S3SinkConnector");
    config.put("s3.bucket.name", s3.bucket());
    config.put("storage.class", "io.confluent.connect.s3.storage.S3Storage");
    config.put("format.class", "io.confluent.connect.s3.format.parquet.ParquetFormat");
    return config;
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
