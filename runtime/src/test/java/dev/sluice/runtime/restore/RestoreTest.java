// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.record.Envelope;
import dev.sluice.runtime.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
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
import org.junit.jupiter.api.io.TempDir;

/** A topic written again from a lake, on a real broker. */
class RestoreTest {
  @TempDir private static Path folder;
  private static EmbeddedBroker broker;
  private static RawLake lake;

  @BeforeAll
  static void start() throws IOException {
    broker = EmbeddedBroker.start(folder.resolve("kafka"));
    lake = new RawLake(folder.resolve("lake"));
    lake.land();
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
  }

  private static Map<String, String> client() {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  private static RestoreOptions to(String topic) {
    return new RestoreOptions(
        Optional.of(topic),
        client(),
        OffsetBounds.NONE,
        OffsetBounds.NONE,
        false,
        Optional.empty());
  }

  private static Restore restore(RestoreOptions options) {
    return new Restore(RawLake.NAME, lake.store(), lake.ledger(), options);
  }

  private static RestoreProgress run(RestoreOptions options) throws IOException {
    return restore(options).run(progress -> {});
  }

  @Test
  void writesEveryRecordAgainByteForByte() throws Exception {
    RestoreProgress done = run(to("again"));
    assertThat(done.records()).isEqualTo(RawLake.PARTITIONS * RawLake.RECORDS);
    for (int partition = 0; partition < RawLake.PARTITIONS; partition++) {
      assertThat(read("again", partition)).isEqualTo(expected(partition, 0, Long.MAX_VALUE));
    }
    RestoreProgress again = run(to("again"));
    assertThat(again.records()).isZero();
    assertThat(again.skipped()).isEqualTo(RawLake.PARTITIONS * RawLake.RECORDS);
    assertThat(read("again", 2)).hasSize(RawLake.RECORDS);
  }

  /** Where it is cut off, transactions are open, and others are not begun. */
  @Test
  void goesOnWhereItWasCutOffWithoutDoubles() throws Exception {
    for (int commits : new int[] {1, 4, 6, 2}) {
      int[] seen = new int[1];
      assertThatThrownBy(
              () ->
                  restore(to("cut"))
                      .run(
                          progress -> {
                            if (++seen[0] == commits) {
                              throw new IllegalStateException("cut off");
                            }
                          }))
          .hasMessage("cut off");
    }
    RestoreProgress rest = run(to("cut"));
    assertThat(rest.skipped()).isPositive();
    for (int partition = 0; partition < RawLake.PARTITIONS; partition++) {
      assertThat(read("cut", partition)).isEqualTo(expected(partition, 0, Long.MAX_VALUE));
    }
  }

  @Test
  void writesBetweenOffsetsOnly() throws Exception {
    RestoreOptions options =
        new RestoreOptions(
            Optional.of("between"),
            client(),
            OffsetBounds.of(List.of("100", "1:13000")),
            OffsetBounds.of(List.of("20000", "2:101")),
            false,
            Optional.of((short) 1));
    run(options);
    assertThat(read("between", 0)).isEqualTo(expected(0, 100, 20_000));
    assertThat(read("between", 1)).isEqualTo(expected(1, 13_000, 20_000));
    assertThat(read("between", 2)).isEqualTo(expected(2, 100, 101));
  }

  @Test
  void refusesATopicThatHoldsOtherRecordsUnlessTold() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        Admin admin = Admin.create(Map.copyOf(client()))) {
      make(admin, "taken", Map.of("retention.ms", "-1"));
      producer.send(new ProducerRecord<>("taken", 1, null, new byte[] {1})).get();
    }
    assertThatThrownBy(() -> run(to("taken")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("topic taken holds records")
        .hasMessageContaining("--append");
    RestoreOptions told =
        new RestoreOptions(
            Optional.of("taken"),
            client(),
            OffsetBounds.NONE,
            OffsetBounds.NONE,
            true,
            Optional.empty());
    run(told);
    assertThat(read("taken", 0)).isEqualTo(expected(0, 0, Long.MAX_VALUE));
    assertThat(read("taken", 1)).hasSize(RawLake.RECORDS + 1);
  }

  private static void make(Admin admin, String topic, Map<String, String> config) throws Exception {
    NewTopic made = new NewTopic(topic, Optional.of(3), Optional.empty()).configs(config);
    admin.createTopics(List.of(made)).all().get();
  }

  @Test
  void refusesTopicsThatWouldNotKeepTheRecordsAsTheyWere() throws Exception {
    try (Admin admin = Admin.create(Map.copyOf(client()))) {
      make(admin, "brief", Map.of("retention.ms", "86400000"));
      make(admin, "stamped", Map.of("message.timestamp.type", "LogAppendTime"));
      admin.createTopics(List.of(new NewTopic("narrow", 2, (short) 1))).all().get();
    }
    assertThatThrownBy(() -> run(to("brief")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("retention.ms=-1");
    assertThat(read("brief", 0)).isEmpty();
    assertThatThrownBy(() -> run(to("stamped")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("LogAppendTime");
    assertThatThrownBy(() -> run(to("narrow")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("has 2 partitions");
  }

  /** A topic of the same name that was made anew holds nothing of what was written before. */
  @Test
  void startsAfreshOnATopicMadeAnew() throws Exception {
    run(to("anew"));
    try (Admin admin = Admin.create(Map.copyOf(client()))) {
      admin.deleteTopics(List.of("anew")).all().get();
      while (admin.listTopics().names().get().contains("anew")) {
        Thread.sleep(100);
      }
    }
    RestoreProgress done = run(to("anew"));
    assertThat(done.skipped()).isZero();
    assertThat(read("anew", 1)).isEqualTo(expected(1, 0, Long.MAX_VALUE));
  }

  @Test
  void refusesFilesThatAreNotWhatWasLanded() throws Exception {
    RawLake altered = new RawLake(folder.resolve("altered"));
    altered.land();
    try (Stream<Path> files = Files.walk(altered.folder().resolve("half=1"))) {
      Path file = files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(file);
      bytes[100] = (byte) ~bytes[100];
      Files.write(file, bytes);
    }
    assertThatThrownBy(
            () ->
                new Restore(RawLake.NAME, altered.store(), altered.ledger(), to("altered"))
                    .run(progress -> {}))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("checksums differ");
    assertThat(read("altered", 0)).isEmpty();
  }

  @Test
  void tellsWhatIsNoOffset() {
    assertThatThrownBy(() -> OffsetBounds.of(List.of("1:2:3")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("PARTITION:OFFSET");
    assertThat(OffsetBounds.of(List.of("7", "2:500")).of(2, 0)).isEqualTo(500);
    assertThat(OffsetBounds.of(List.of("7", "2:500")).of(1, 0)).isEqualTo(7);
  }

  private static List<String> expected(int partition, long from, long until) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < RawLake.RECORDS; i++) {
      if (RawLake.offset(i) >= from && RawLake.offset(i) < until) {
        Envelope record = RawLake.record(partition, i);
        StringBuilder headers = new StringBuilder();
        record.headers().forEach(h -> headers.append(h.name()).append(Arrays.toString(h.value())));
        texts.add(text(record.timestamp(), record.key(), record.value(), headers.toString()));
      }
    }
    return texts;
  }

  private static String text(long timestamp, byte[] key, byte[] value, String headers) {
    return timestamp + " " + Arrays.toString(key) + Arrays.toString(value) + headers;
  }

  /** What an ordinary consumer of a partition sees, in its order. */
  private static List<String> read(String topic, int partition) {
    TopicPartition source = new TopicPartition(topic, partition);
    Map<String, Object> properties = new HashMap<>(client());
    properties.put("isolation.level", "read_committed");
    List<String> texts = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(source));
      consumer.seekToBeginning(List.of(source));
      long end = consumer.endOffsets(List.of(source)).get(source);
      while (consumer.position(source) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          StringBuilder headers = new StringBuilder();
          record.headers().forEach(h -> headers.append(h.key()).append(Arrays.toString(h.value())));
          texts.add(text(record.timestamp(), record.key(), record.value(), headers.toString()));
        }
      }
    }
    return texts;
  }
}
