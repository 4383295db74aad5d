// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import dev.sluice.decoders.registry.RegistryClient;
import dev.sluice.registry.RegistrySettings;
import dev.sluice.registry.SchemaRegistry;
import dev.sluice.runtime.broker.EmbeddedBroker;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka and a schema registry in this process, outside the one that is measured. */
final class Bed implements AutoCloseable {
  private static final int PARTITIONS = 4;
  private static final int TRIES = 50;

  private final EmbeddedBroker broker;
  private final SchemaRegistry registry;

  private Bed(EmbeddedBroker broker, SchemaRegistry registry) {
    this.broker = broker;
    this.registry = registry;
  }

  static Bed make(Path folder) {
    EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"));
    return new Bed(broker, SchemaRegistry.start(RegistrySettings.of(broker.bootstrapServers())));
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  String registryUrl() {
    return registry.url().toString();
  }

  /**
   * A topic and what is in it.
   *
   * @param sums over all rows
   * @param newest over the last row of each order id
   */
  record Topic(String name, Sums sums, Sums newest) {
    long records() {
      return sums.rows();
    }
  }

  /**
   * Fills a topic; rows of one order id go to one partition, in order.
   *
   * @param keys distinct order ids; 0 if each row has its own
   */
  Topic fill(String name, long rows, int keys) throws ExecutionException, InterruptedException {
    return fill(name, rows, keys, Encoding.avro(register(name, OrderRow.SCHEMA)));
  }

  /** Registers the schema of a topic's values and answers its id. */
  int register(String topic, Schema schema) {
    return new RegistryClient(List.of(registryUrl()), "").register(topic + "-value", schema);
  }

  /** Fills a topic with values written so. */
  Topic fill(String name, long rows, int keys, Encoding encoding)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1))).all().get();
      awaitLeaders(admin, name);
    }
    Map<String, Object> client =
        Map.of(
            "bootstrap.servers",
            bootstrapServers(),
            "compression.type",
            "lz4",
            "linger.ms",
            50,
            "batch.size",
            65_536);
    Sums sums = Sums.ZERO;
    Map<Long, OrderRow> newest = new HashMap<>();
    AtomicReference<Exception> lost = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (long i = 0; i < rows; i++) {
        OrderRow row = OrderRow.of(i, keys);
        sums = sums.plus(row);
        byte[] key = keys == 0 ? null : ByteBuffer.allocate(8).putLong(row.id()).array();
        if (keys > 0) {
          newest.put(row.id(), row);
        }
        producer.send(
            new ProducerRecord<>(name, key, encoding.value(row)),
            (done, failure) -> lost.compareAndSet(null, failure));
      }
    }
    if (lost.get() != null) {
      throw new IllegalStateException(name + " does not hold all its rows", lost.get());
    }
    Sums last = keys == 0 ? sums : Sums.ZERO;
    for (OrderRow row : newest.values()) {
      last = last.plus(row);
    }
    return new Topic(name, sums, last);
  }

  /**
   * A broker may take the second batch of a partition that it has just come to lead before the
   * first, which it then refuses for ever.
   */
  private static void awaitLeaders(Admin admin, String name)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int i = 0; i < PARTITIONS; i++) {
      latest.put(new TopicPartition(name, i), OffsetSpec.latest());
    }
    for (int tries = 1; ; tries++) {
      try {
        admin.listOffsets(latest).all().get();
        return;
      } catch (ExecutionException e) {
        // A topic that has just been made is not known everywhere at once.
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || tries == TRIES) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }

  @Override
  public void close() {
    registry.close();
    broker.close();
  }
}
