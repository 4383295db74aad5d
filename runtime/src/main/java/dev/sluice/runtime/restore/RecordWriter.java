// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.restore;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records to Kafka in transactions, each of which also says how far it has come: a run that
 * is cut off leaves nothing that the next one would write again. Not thread-safe.
 */
final class RecordWriter implements AutoCloseable {
  private static final int RECORDS = 20_000;
  private static final long BYTES = 32L << 20;

  /** Well below the time after which brokers give a transaction up. */
  private static final long NANOS = Duration.ofSeconds(5).toNanos();

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final KafkaProducer<byte[], byte[]> producer;
  private final ConsumerGroupMetadata group;
  private boolean open;
  private long begun;
  private int records;
  private long bytes;

  /**
   * Fences whoever else has the name.
   *
   * @param name of this restore, the same in each of its runs
   */
  RecordWriter(Map<String, String> client, String group, String name) {
    this.group = metadata(client, group);
    Map<String, Object> properties = new HashMap<>(client);
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    // The topic says how large a record may be, as it did when the record was written first.
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 96 << 20);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 128L << 20);
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw failed(e);
    }
  }

  /** A group without members is named as its members would name it. */
  private static ConsumerGroupMetadata metadata(Map<String, String> client, String group) {
    Map<String, Object> properties = new HashMap<>(client);
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return consumer.groupMetadata();
    }
  }

  /** Appends a record to a partition; it becomes visible with a later commit. */
  void write(TargetTopic topic, int partition, RawRecord record) {
    refuseExpired(topic, record);
    try {
      begin();
      RecordHeaders headers = new RecordHeaders();
      record.headers().forEach(header -> headers.add(header.name(), header.value()));
      producer.send(
          new ProducerRecord<>(
              topic.name(),
              partition,
              record.timestamp() < 0 ? null : record.timestamp(),
              record.key(),
              record.value(),
              headers));
    } catch (KafkaException e) {
      throw failed(e);
    }
    records++;
    bytes += (record.key() == null ? 0 : record.key().length);
    bytes += (record.value() == null ? 0 : record.value().length);
  }

  private void begin() {
    if (!open) {
      producer.beginTransaction();
      open = true;
      begun = System.nanoTime();
    }
  }

  private static void refuseExpired(TargetTopic topic, RawRecord record) {
    if (topic.retentionMs() >= 0
        && record.timestamp() >= 0
        && record.timestamp() < System.currentTimeMillis() - topic.retentionMs()) {
      throw new RefusedException(
          "topic "
              + topic.name()
              + " deletes records after "
              + Duration.ofMillis(topic.retentionMs())
              + " by their own time, and the record of offset "
              + record.offset()
              + " is of "
              + Instant.ofEpochMilli(record.timestamp())
              + ": it would be gone at once; set retention.ms=-1 for the topic, or leave old records out with --from");
    }
  }

  /** Whether enough is under way, or for long enough, for a transaction of its own. */
  boolean isFull() {
    return records >= RECORDS || bytes >= BYTES || (open && System.nanoTime() - begun > NANOS);
  }

  /** Makes everything written so far visible, together with how far that is. */
  void commit(TargetTopic topic, int partition, long nextOffset) {
    try {
      begin();
      producer.sendOffsetsToTransaction(topic.progress(partition, nextOffset), group);
      producer.commitTransaction();
    } catch (KafkaException e) {
      throw failed(e);
    }
    open = false;
    records = 0;
    bytes = 0;
  }

  private static RuntimeException failed(KafkaException e) {
    if (e instanceof ProducerFencedException) {
      return new RefusedException(
          "another restore of the same table to the same topic has begun, so this one stops; nothing is written twice",
          e);
    }
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new UnavailableException(
        "Kafka did not take the records ("
            + cause.getMessage()
            + "). Run the same command again: it goes on where the last transaction ended.",
        e);
  }

  @Override
  public void close() {
    // A transaction that is open is aborted, by this or by the next run.
    producer.close(PATIENCE);
  }
}
