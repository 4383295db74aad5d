// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.decoders.registry.RegistryClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of a group travel together to where groups are, and may turn out to be late there. */
class LateRowsIT {
  private static final int EARLY = 500;
  private static final int LATE = 300;
  private static final int FRAME = 5;

  @TempDir private Path folder;

  @Test
  void eachOfManyLateRowsHasADeadLetterOfItsOwn() throws Exception {
    try (Company company = Company.open(folder)) {
      String servers = company.bootstrapServers();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
        admin.createTopics(List.of(new NewTopic("clicks", 2, (short) 1))).all().get();
      }
      try (Binary binary =
              Binary.start(
                  folder,
                  List.of(
                      "up",
                      pipeline(company).toString(),
                      "--home",
                      folder.resolve("home").toString()));
          KafkaProducer<byte[], byte[]> producer =
              new KafkaProducer<>(
                  Map.of("bootstrap.servers", servers, "linger.ms", 50),
                  new ByteArraySerializer(),
                  new ByteArraySerializer())) {
        Running.await(binary);
        send(producer, 0, EARLY, "12:00:00");
        Waiting.until(() -> emitted(company), EARLY);
        // Its partition has seen nothing newer, so that only the group's partition knows.
        send(producer, 1, LATE, "10:59:59");
        // Late by its own partition, one in time between two.
        send(producer, 0, 1, "13:30:00");
        send(producer, 0, 1, "11:00:00");
        send(producer, 0, 1, "13:30:00");
        Set<String> late = places(1, 0, LATE);
        late.addAll(places(0, EARLY + 1, EARLY + 2));
        Waiting.until(() -> KafkaOrders.deadLetters(servers, "clicks-dead-letters", "hours"), late);
        Waiting.until(() -> emitted(company), EARLY + 2);
        assertThat(KafkaOrders.reasons(servers, "clicks-dead-letters"))
            .hasSize(late.size())
            .allMatch(reason -> reason.contains("the row is late"));
        binary.stop();
      }
    }
  }

  private Path pipeline(Company company) throws IOException {
    Path file = folder.resolve("late/pipeline.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file.resolveSibling("hours.sql"),
        """
        -- emit: topic hours
        -- columns: page VARCHAR, at_time TIMESTAMP
        -- grace: 10m
        SELECT date_trunc('hour', at_time) AS hour, page, count(*) AS n FROM clicks GROUP BY 1, 2
        """);
    Files.writeString(
        file,
        """
        name: clicks
        kafka: {bootstrap.servers: "%s"}
        schema.registry: {url: "%s"}
        topics: {clicks: {format: json}}
        views: [hours.sql]
        streams: {commit.interval: 500ms}
        """
            .formatted(company.bootstrapServers(), company.registryUrl()));
    return file;
  }

  /** Rows that the view counts, by the newest record of each group. */
  private static int emitted(Company company) {
    RegistryClient registry = new RegistryClient(List.of(company.registryUrl().toString()), "");
    Map<String, Integer> rows = new HashMap<>();
    KafkaOrders.each(
        company.bootstrapServers(),
        "hours",
        message -> {
          ByteBuffer value = ByteBuffer.wrap(message.value());
          try {
            GenericRecord row =
                new GenericDatumReader<GenericRecord>(registry.byId(value.getInt(1)))
                    .read(
                        null,
                        DecoderFactory.get()
                            .binaryDecoder(message.value(), FRAME, value.limit() - FRAME, null));
            rows.put(row.get("hour") + " " + row.get("page"), (int) (long) row.get("n"));
          } catch (IOException | MalformedException e) {
            throw new AssertionError("a record of the view cannot be read", e);
          }
        });
    return rows.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, int partition, int rows, String time) {
    byte[] click =
        ("{\"page\": \"start\", \"at_time\": \"2026-01-01 " + time + "\"}")
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < rows; i++) {
      producer.send(new ProducerRecord<>("clicks", partition, null, click));
    }
    producer.flush();
  }

  private static Set<String> places(int partition, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(offset -> "clicks-" + partition + "-" + offset)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
