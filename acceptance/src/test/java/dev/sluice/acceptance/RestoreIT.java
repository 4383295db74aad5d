// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic landed as whole records, and written again from them by the command. */
class RestoreIT {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final int PARTITIONS = 3;
  private static final int RECORDS = 3_000;
  private static final String PIPELINE =
      """
      name: backup
      topics:
        events: {format: bytes, partitions: 3}
      lake:
        tables:
          events:
            location: %s
            format: raw
            partition: [hour(_kafka_timestamp)]
            rotate: {interval: 500ms}%s
      """;

  @TempDir private Path folder;

  @Test
  void fromAFolder() throws Exception {
    landAndRestore(PIPELINE.formatted("lake/events", ""));
  }

  @Test
  void fromS3() throws Exception {
    try (S3 s3 = S3.start(Files.createDirectories(folder.resolve("s3")))) {
      StringBuilder access = new StringBuilder();
      s3.properties()
          .forEach((name, value) -> access.append("\n      \"" + name + "\": \"" + value + "\""));
      landAndRestore(PIPELINE.formatted("s3://" + s3.bucket() + "/events", access));
    }
  }

  private void landAndRestore(String pipeline) throws Exception {
    String file = Files.writeString(folder.resolve("pipeline.yaml"), pipeline).toString();
    String home = folder.resolve("home").toString();
    try (Binary binary = Binary.start(folder, List.of("up", file, "--home", home))) {
      Running running = Running.await(binary);
      send(running.bootstrapServers());
      running.await(
          status -> Running.landed(status, "lake", "events", PARTITIONS * RECORDS, 0), SOON);
      Binary.Finished refused = Binary.run(folder, "restore", file, "events", "--home", home);
      assertThat(refused.exitCode()).as(refused.output()).isEqualTo(3);
      assertThat(refused.output()).contains("topic events holds records", "--append");
      Binary.Finished restored = restore(file, home);
      assertThat(restored.exitCode()).as(restored.output()).isZero();
      assertThat(restored.output()).contains("Restored 9,000 records");
      Binary.Finished again = restore(file, home);
      assertThat(again.output()).contains("Restored 0 records", "9,000 had been written");
      for (int partition = 0; partition < PARTITIONS; partition++) {
        assertThat(read(running.bootstrapServers(), "events-again", partition))
            .hasSize(RECORDS)
            .isEqualTo(read(running.bootstrapServers(), "events", partition));
      }
      Binary.Finished verify = Binary.run(folder, "verify", "--deep", "--home", home);
      assertThat(verify.exitCode()).as(verify.output()).isZero();
      binary.stop();
    }
  }

  private Binary.Finished restore(String file, String home)
      throws IOException, InterruptedException {
    return Binary.run(folder, "restore", file, "events", "--to", "events-again", "--home", home);
  }

  private static void send(String bootstrapServers) {
    Random random = new Random(17);
    long time = System.currentTimeMillis() - Duration.ofHours(5).toMillis();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < RECORDS; i++) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
          RecordHeaders headers = new RecordHeaders();
          for (int header = 0; header < i % 3; header++) {
            headers.add("größe", i % 4 == 0 ? null : bytes(random, header));
          }
          producer.send(
              new ProducerRecord<>(
                  "events",
                  partition,
                  time + random.nextInt(4 * 3_600_000),
                  i % 5 == 0 ? null : bytes(random, i % 11),
                  i % 7 == 0 ? null : bytes(random, i % 300),
                  headers));
        }
      }
    }
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** What a consumer of one partition sees, in its order. */
  private static List<String> read(String bootstrapServers, String topic, int partition) {
    TopicPartition source = new TopicPartition(topic, partition);
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put("isolation.level", "read_committed");
    List<String> texts = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(source));
      consumer.seekToBeginning(List.of(source));
      long end = consumer.endOffsets(List.of(source)).get(source);
      while (consumer.position(source) < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> texts.add(text(record)));
      }
    }
    return texts;
  }

  private static String text(ConsumerRecord<byte[], byte[]> record) {
    StringBuilder text = new StringBuilder();
    text.append(record.timestamp()).append(Arrays.toString(record.key()));
    record
        .headers()
        .forEach(
            header ->
                text.append(header.key())
                    .append(
                        header.value() == null
                            ? "null"
                            : new String(header.value(), StandardCharsets.ISO_8859_1)));
    return text.append(Arrays.toString(record.value())).toString();
  }
}
