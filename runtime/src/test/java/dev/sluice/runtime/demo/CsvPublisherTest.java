// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.decoders.registry.RegistryClient;
import dev.sluice.registry.RegistrySettings;
import dev.sluice.registry.SchemaRegistry;
import dev.sluice.runtime.broker.EmbeddedBroker;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class CsvPublisherTest {
  @TempDir private static Path home;
  private static EmbeddedBroker broker;
  private static SchemaRegistry schemas;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start(home);
    schemas = SchemaRegistry.start(RegistrySettings.of(broker.bootstrapServers()));
  }

  @AfterAll
  static void stop() {
    schemas.close();
    broker.close();
  }

  private static CsvPublisher.Target target(String name) {
    return new CsvPublisher.Target(
        Map.of("bootstrap.servers", broker.bootstrapServers()), name, name, name + "-dead-letters");
  }

  private static CsvPublisher publisher(String name, CsvTable table) {
    RegistryClient registry = new RegistryClient(List.of(schemas.url().toString()), "");
    return CsvPublisher.start(target(name), registry, table);
  }

  /** Committed records of partition 0. */
  private static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  private static List<GenericRecord> rows(String topic, CsvTable table) throws IOException {
    GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>(table.schema());
    List<GenericRecord> rows = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : read(topic)) {
      byte[] value = record.value();
      rows.add(
          reader.read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null)));
    }
    return rows;
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Test
  void sendsRowsToTheTopicAndMalformedOnesToTheDeadLetters() throws Exception {
    Path file = Files.writeString(folder.resolve("a.csv"), "id,price\n1,2.50\n2\n3,4.25\n");
    CsvTable table = CsvTable.read(List.of(file), Map.of());
    try (CsvPublisher publisher = publisher("mixed", table)) {
      assertThat(publisher.awaitEnd()).isEmpty();
      assertThat(publisher.published()).isEqualTo(3);
      assertThat(publisher.malformed()).isEqualTo(1);
    }
    assertThat(rows("mixed", table)).extracting(row -> row.get("id")).containsExactly(1L, 3L);
    List<ConsumerRecord<byte[], byte[]>> letters = read("mixed-dead-letters");
    assertThat(letters).hasSize(1);
    assertThat(new String(letters.get(0).value(), StandardCharsets.UTF_8)).isEqualTo("2");
    assertThat(header(letters.get(0), CsvPublisher.REASON))
        .isEqualTo("it has 1 fields, and the header 2");
    assertThat(header(letters.get(0), CsvPublisher.FILE)).isEqualTo(file.toString());
    assertThat(header(letters.get(0), CsvPublisher.LINE)).isEqualTo("3");
  }

  @Test
  void continuesWhereItWasStopped() throws Exception {
    StringBuilder text = new StringBuilder("id\n");
    for (int i = 0; i < 30_000; i++) {
      text.append(i).append('\n');
    }
    CsvTable table =
        CsvTable.read(List.of(Files.writeString(folder.resolve("a.csv"), text)), Map.of());
    int starts = 0;
    long published = 0;
    while (published < 30_000 && starts < 40) {
      starts++;
      try (CsvPublisher publisher = publisher("stopped", table)) {
        while (publisher.published() == 0 && starts < 4) {
          Thread.onSpinWait();
        }
        if (starts >= 4) {
          assertThat(publisher.awaitEnd()).isEmpty();
        }
        publisher.close();
        published += publisher.published();
      }
    }
    assertThat(starts).isGreaterThan(1);
    assertThat(rows("stopped", table))
        .extracting(row -> (Long) row.get("id"))
        .isSorted()
        .doesNotHaveDuplicates()
        .hasSize(30_000);
  }

  @Test
  void leavesOutWhatAKilledPublisherHadNotCommitted() throws Exception {
    CsvTable table =
        CsvTable.read(List.of(Files.writeString(folder.resolve("a.csv"), "id\n1\n2\n")), Map.of());
    KafkaProducer<byte[], byte[]> killed =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "transactional.id",
                "sluice-killed-csv-killed"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    try {
      killed.initTransactions();
      killed.beginTransaction();
      killed.send(new ProducerRecord<>("killed", 0, null, new byte[] {1, 2, 3})).get();
      try (CsvPublisher publisher = publisher("killed", table)) {
        assertThat(publisher.awaitEnd()).isEmpty();
      }
    } finally {
      killed.close(Duration.ZERO);
    }
    assertThat(rows("killed", table)).extracting(row -> row.get("id")).containsExactly(1L, 2L);
  }

  @Test
  void survivesKillsOfItsProcess() throws Exception {
    StringBuilder text = new StringBuilder("id\n");
    for (int i = 0; i < 100_000; i++) {
      text.append(i % 1_000 == 999 ? "one,too many" : Integer.toString(i)).append('\n');
    }
    Path file = Files.writeString(folder.resolve("a.csv"), text);
    String end = "";
    int kills = 0;
    while (!end.equals("end all")) {
      Process process = CsvProcess.start(broker.bootstrapServers(), schemas.url().toString(), file);
      try (BufferedReader output = CsvProcess.output(process)) {
        end = output.readLine();
        if (kills < 3 && !end.startsWith("end")) {
          kills++;
        } else {
          end = output.lines().reduce(end, (earlier, later) -> later);
        }
      } finally {
        process.destroyForcibly().waitFor();
      }
      assertThat(end).matches("\\d+|end all");
    }
    assertThat(kills).isEqualTo(3);
    CsvTable table = CsvTable.read(List.of(file), Map.of());
    assertThat(rows("kills", table))
        .extracting(row -> (Long) row.get("id"))
        .isSorted()
        .doesNotHaveDuplicates()
        .hasSize(99_900);
    assertThat(read("kills-dead-letters"))
        .extracting(letter -> header(letter, CsvPublisher.LINE))
        .doesNotHaveDuplicates()
        .hasSize(100);
  }

  @Test
  void publishesTheSameFilesToEachTopic() throws Exception {
    Path file = Files.writeString(folder.resolve("a.csv"), "id\n1\n2\n");
    CsvTable table = CsvTable.read(List.of(file), Map.of());
    RegistryClient registry = new RegistryClient(List.of(schemas.url().toString()), "");
    for (String topic : List.of("one", "other")) {
      CsvPublisher.Target target =
          new CsvPublisher.Target(
              Map.of("bootstrap.servers", broker.bootstrapServers()), "two", topic, "two-letters");
      try (CsvPublisher publisher = CsvPublisher.start(target, registry, table)) {
        assertThat(publisher.awaitEnd()).isEmpty();
      }
      assertThat(rows(topic, table)).hasSize(2);
    }
  }

  @Test
  void tellsThatTheFileIsGone() throws Exception {
    Path file = Files.writeString(folder.resolve("a.csv"), "id\n1\n");
    CsvTable table = CsvTable.read(List.of(file), Map.of());
    Files.delete(file);
    try (CsvPublisher publisher = publisher("gone", table)) {
      assertThat(publisher.awaitEnd().orElseThrow())
          .startsWith("Publishing the CSV files stopped: ")
          .contains("NoSuchFileException: " + file);
      assertThat(publisher.published()).isZero();
    }
  }

  /** The folder holds the 305 files by day of UCI's Online Retail. */
  @Test
  @EnabledIfEnvironmentVariable(named = "SLUICE_ONLINE_RETAIL", matches = ".+")
  void publishesRealOrdersToTheLastCent() throws Exception {
    List<Path> files;
    try (Stream<Path> listed = Files.list(Path.of(System.getenv("SLUICE_ONLINE_RETAIL")))) {
      files = listed.filter(file -> file.toString().endsWith(".csv")).sorted().toList();
    }
    CsvTable table = CsvTable.read(files, Map.of());
    assertThat(table.columns().stream().map(column -> column.name() + ":" + column.type()))
        .containsExactly(
            "InvoiceNo:string",
            "StockCode:string",
            "Description:string",
            "Quantity:long",
            "InvoiceDate:local-timestamp",
            "UnitPrice:decimal(8,3)",
            "CustomerID:decimal(6,1)",
            "Country:string");
    try (CsvPublisher publisher = publisher("retail", table)) {
      assertThat(publisher.awaitEnd()).isEmpty();
      assertThat(publisher.published()).isEqualTo(541_909);
      assertThat(publisher.malformed()).isZero();
    }
    Map<String, BigDecimal> revenue = new TreeMap<>();
    List<GenericRecord> rows = rows("retail", table);
    for (GenericRecord row : rows) {
      BigDecimal price =
          new BigDecimal(new BigInteger(((ByteBuffer) row.get("UnitPrice")).array()), 3);
      revenue.merge(
          row.get("Country").toString(),
          price.multiply(BigDecimal.valueOf((long) row.get("Quantity"))),
          BigDecimal::add);
    }
    assertThat(rows).hasSize(541_909);
    assertThat(revenue)
        .usingComparatorForType(BigDecimal::compareTo, BigDecimal.class)
        .isEqualTo(independently(files));
  }

  /** Countries and prices hold no commas: counted from a line's end, no CSV reader is needed. */
  private static Map<String, BigDecimal> independently(List<Path> files) throws IOException {
    Map<String, BigDecimal> revenue = new TreeMap<>();
    for (Path file : files) {
      for (String line : Files.readAllLines(file).stream().skip(1).toList()) {
        String[] fields = line.split(",", -1);
        int last = fields.length - 1;
        BigDecimal amount =
            new BigDecimal(fields[last - 2]).multiply(new BigDecimal(fields[last - 4]));
        revenue.merge(fields[last], amount.setScale(3), BigDecimal::add);
      }
    }
    return revenue;
  }
}
