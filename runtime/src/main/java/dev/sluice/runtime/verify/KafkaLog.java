// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.verify;

import dev.sluice.core.commit.Checksum;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.record.TopicPartition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Kafka's side of a verification: what the log holds, read with no group and no commits. */
public final class KafkaLog implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);

  /** Offsets at the end among which there is a record, as a rule. */
  private static final long LOOKED_AT = 64;

  private final Admin admin;
  private final Consumer<byte[], byte[]> consumer;
  private final Duration patience;

  /**
   * @param client properties of the Kafka client, {@code bootstrap.servers} among them; its {@code
   *     default.api.timeout.ms} (a minute) is how long a silent Kafka is waited for
   */
  public KafkaLog(Map<String, String> client) {
    patience =
        Duration.ofMillis(
            Long.parseLong(
                client.getOrDefault(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "60000")));
    admin = Admin.create(Map.copyOf(client));
    Map<String, Object> properties = new HashMap<>(client);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A sum over records of a stretch of the log. */
  public record Sum(long records, long checksum) {
    static final Sum ZERO = new Sum(0, 0);

    Sum plus(byte[] value) {
      return new Sum(records + 1, checksum + Checksum.of(value));
    }
  }

  /** First and next offset of a partition. */
  public record Bounds(long start, long end) {}

  /**
   * First and next offset of each of a topic's partitions.
   *
   * @throws UnavailableException if Kafka does not answer
   */
  public Map<TopicPartition, Bounds> bounds(String topic) {
    try {
      Map<org.apache.kafka.common.TopicPartition, OffsetSpec> first = new HashMap<>();
      Map<org.apache.kafka.common.TopicPartition, OffsetSpec> next = new HashMap<>();
      for (TopicPartitionInfo info :
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions()) {
        first.put(
            new org.apache.kafka.common.TopicPartition(topic, info.partition()),
            OffsetSpec.earliest());
        next.put(
            new org.apache.kafka.common.TopicPartition(topic, info.partition()),
            OffsetSpec.latest());
      }
      Map<org.apache.kafka.common.TopicPartition, ListOffsetsResultInfo> starts =
          admin.listOffsets(first).all().get();
      Map<org.apache.kafka.common.TopicPartition, ListOffsetsResultInfo> ends =
          admin.listOffsets(next).all().get();
      Map<TopicPartition, Bounds> bounds = new TreeMap<>();
      ends.forEach(
          (partition, end) ->
              bounds.put(
                  new TopicPartition(topic, partition.partition()),
                  new Bounds(starts.get(partition).offset(), end.offset())));
      return bounds;
    } catch (ExecutionException e) {
      throw new UnavailableException(
          "Kafka did not tell the offsets of topic " + topic + ": " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(
          "Interrupted while asking Kafka for the offsets of topic " + topic, e);
    }
  }

  /**
   * Sums up the log between cut points.
   *
   * @param cuts ascending offsets; the log must still hold everything from the first on
   * @return one sum per stretch between two neighbouring cuts
   * @throws UnavailableException if Kafka does not answer
   */
  public Sum[] sums(TopicPartition partition, long[] cuts) {
    Sum[] sums = new Sum[cuts.length - 1];
    java.util.Arrays.fill(sums, Sum.ZERO);
    long end = Math.min(cuts[cuts.length - 1], bounds(partition.topic()).get(partition).end());
    int[] stretch = {0};
    read(
        partition,
        cuts[0],
        end,
        record -> {
          while (record.offset() >= cuts[stretch[0] + 1]) {
            stretch[0]++;
          }
          sums[stretch[0]] = sums[stretch[0]].plus(record.value());
        });
    return sums;
  }

  /**
   * Offset after the last record of each of a topic's partitions that has one: a transaction's
   * marker is an offset and no record.
   *
   * @throws UnavailableException if Kafka does not answer
   */
  public Map<TopicPartition, Long> ends(String topic) {
    Map<TopicPartition, Long> ends = new TreeMap<>();
    bounds(topic)
        .forEach(
            (partition, bounds) -> {
              long end = lastRecord(partition, bounds) + 1;
              if (end > 0) {
                ends.put(partition, end);
              }
            });
    return ends;
  }

  /** Its offset; -1 if there is none. */
  private long lastRecord(TopicPartition partition, Bounds bounds) {
    long[] last = {-1};
    long to = bounds.end();
    for (long length = LOOKED_AT; last[0] < 0 && to > bounds.start(); length *= 4) {
      long from = Math.max(bounds.start(), to - length);
      read(partition, from, to, record -> last[0] = record.offset());
      to = from;
    }
    return last[0];
  }

  /** Shows the records of a stretch; ends when all of it that is no record has been passed, too. */
  private void read(
      TopicPartition partition,
      long from,
      long end,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
    org.apache.kafka.common.TopicPartition kafka = kafka(partition);
    consumer.assign(List.of(kafka));
    consumer.seek(kafka, from);
    long silentUntil = System.nanoTime() + patience.toNanos();
    long position = position(kafka);
    // The position also moves over transaction markers and compacted records, which are no records.
    while (position < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() >= end) {
          break;
        }
        visitor.accept(record);
      }
      long next = position(kafka);
      if (next > position) {
        silentUntil = System.nanoTime() + patience.toNanos();
      } else if (System.nanoTime() > silentUntil) {
        throw new UnavailableException(
            "Kafka has sent nothing of "
                + partition
                + " from offset "
                + position
                + " on for "
                + patience.toSeconds()
                + " s",
            new TimeoutException());
      }
      position = next;
    }
    consumer.unsubscribe();
  }

  private long position(org.apache.kafka.common.TopicPartition partition) {
    try {
      return consumer.position(partition);
    } catch (TimeoutException e) {
      throw new UnavailableException(
          "Kafka did not tell the position in " + partition + ": " + e.getMessage(), e);
    }
  }

  private static org.apache.kafka.common.TopicPartition kafka(TopicPartition partition) {
    return new org.apache.kafka.common.TopicPartition(partition.topic(), partition.partition());
  }

  @Override
  public void close() {
    consumer.close();
    admin.close();
  }
}
