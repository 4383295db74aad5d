// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.demo;

import dev.sluice.decoders.registry.RegistryClient;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes generated orders at a steady rate until it is closed. */
public final class DemoPublisher implements Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(DemoPublisher.class);
  private static final int TICKS_PER_SECOND = 20;

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final int schemaId;
  private final int perSecond;
  private final OrderGenerator generator;
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong malformed = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "sluice-demo-orders");
  private long nextOrder;

  /**
   * Starts publishing.
   *
   * @param client properties of Kafka clients, {@code bootstrap.servers} among them
   * @param firstOrder id of the first order
   */
  public static DemoPublisher start(
      Map<String, String> client,
      String registryUrl,
      String topic,
      int perSecond,
      long firstOrder) {
    int schemaId =
        new RegistryClient(List.of(registryUrl), "")
            .register(topic + "-value", OrderGenerator.SCHEMA);
    DemoPublisher publisher = new DemoPublisher(client, topic, schemaId, perSecond, firstOrder);
    publisher.thread.setDaemon(true);
    publisher.thread.start();
    return publisher;
  }

  private DemoPublisher(
      Map<String, String> client, String topic, int schemaId, int perSecond, long firstOrder) {
    Map<String, Object> properties = new HashMap<>(client);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    this.topic = topic;
    this.schemaId = schemaId;
    this.perSecond = perSecond;
    this.generator = new OrderGenerator(firstOrder + 1);
    this.nextOrder = firstOrder;
  }

  private void run() {
    long start = System.nanoTime();
    long due = 0;
    try {
      while (!closed.await(1_000 / TICKS_PER_SECOND, TimeUnit.MILLISECONDS)) {
        long until = (System.nanoTime() - start) * perSecond / TimeUnit.SECONDS.toNanos(1);
        for (; due < until && closed.getCount() > 0; due++) {
          publish();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void publish() {
    OrderGenerator.Event event = generator.next(nextOrder++, Instant.now(), schemaId);
    byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(event.orderId()).array();
    producer.send(new ProducerRecord<>(topic, key, event.bytes()), this::sent);
    published.incrementAndGet();
    if (event.malformed()) {
      malformed.incrementAndGet();
    }
  }

  private void sent(RecordMetadata where, Exception failure) {
    if (failure != null) {
      LOG.warn("An order did not reach topic {}: {}", topic, failure.toString());
    }
  }

  @Override
  public long published() {
    return published.get();
  }

  @Override
  public long malformed() {
    return malformed.get();
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}
