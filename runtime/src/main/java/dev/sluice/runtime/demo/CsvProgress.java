// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.demo;

import dev.sluice.core.failure.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How many rows of each file have been published: a compacted topic, written in the transactions
 * that carry the rows.
 */
final class CsvProgress {
  private final Map<String, Object> client;
  private final String topic;
  private final String publishedTo;

  /**
   * @param publishedTo topic of the rows; each has its own progress through the same files
   */
  CsvProgress(Map<String, String> client, String pipeline, String publishedTo) {
    this.client = new HashMap<>(client);
    this.topic = "sluice-" + pipeline + "-csv-progress";
    this.publishedTo = publishedTo;
  }

  /** Makes the topics that are not there. */
  void ensureTopics(String deadLetterTopic) {
    try (Admin admin = Admin.create(client)) {
      NewTopic progress =
          new NewTopic(topic, Optional.of(1), Optional.empty())
              .configs(
                  Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
      ensure(admin, progress);
      ensure(admin, new NewTopic(deadLetterTopic, Optional.of(1), Optional.empty()));
    }
  }

  private static void ensure(Admin admin, NewTopic topic) {
    try {
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new UnavailableException(
            "Topic " + topic.name() + " could not be made: " + e.getCause().getMessage(), e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("Interrupted while making topic " + topic.name(), e);
    }
  }

  /** Rows published, by file. To be read after the producer has ended its predecessor's work. */
  Map<String, Long> read() {
    Map<String, Object> properties = new HashMap<>(client);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    Map<String, Long> rows = new HashMap<>();
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          rows.put(text(record.key()), Long.valueOf(text(record.value())));
        }
      }
    }
    return rows;
  }

  ProducerRecord<byte[], byte[]> record(Path file, long rows) {
    return new ProducerRecord<>(topic, 0, bytes(key(file)), bytes(Long.toString(rows)));
  }

  /** The name of a file's progress: no topic's name holds a blank. */
  String key(Path file) {
    return publishedTo + " " + file.toAbsolutePath().normalize().toString();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
