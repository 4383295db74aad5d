// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.log;

import dev.sluice.registry.failure.ErrorCode;
import dev.sluice.registry.failure.RegistryException;
import dev.sluice.registry.state.RegistryState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the topic from its beginning, on a thread of its own, and feeds the state. */
final class LogReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  private final TopicPartition partition;
  private final RegistryState state;
  private final Consumer<byte[], byte[]> consumer;
  private final Thread thread;
  private long position;
  private KafkaException failure;
  private volatile boolean closing;

  LogReader(TopicPartition partition, Map<String, Object> settings, RegistryState state) {
    this.partition = partition;
    this.state = state;
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.thread = new Thread(this::follow, "sluice-registry-reader");
    thread.setDaemon(true);
  }

  void start() {
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    thread.start();
  }

  /**
   * Waits until everything before an offset is in the state.
   *
   * @throws RegistryException when that takes longer, or reading has failed for good
   */
  synchronized void await(long offset, Duration longest) {
    long deadline = System.nanoTime() + longest.toNanos();
    while (position < offset) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (failure != null) {
        throw new RegistryException(
            ErrorCode.STORE,
            "Reading " + partition + " has failed: " + failure.getMessage() + ". Restart.",
            failure);
      }
      if (left <= 0) {
        throw new RegistryException(
            ErrorCode.TIMEOUT,
            "Offset "
                + offset
                + " of "
                + partition
                + " was not read in "
                + longest
                + ". Try again");
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RegistryException(ErrorCode.STORE, "The registry is stopping", e);
      }
    }
  }

  @Override
  public void close() {
    closing = true;
    if (thread.getState() == Thread.State.NEW) {
      consumer.close(); // else the thread does it: the consumer belongs to one thread
      return;
    }
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() {
    try (consumer) {
      while (!closing) {
        for (ConsumerRecord<byte[], byte[]> read : consumer.poll(POLL)) {
          apply(read);
        }
        reached(consumer.position(partition));
      }
    } catch (WakeupException e) {
      LOG.debug("Reader of {} stops", partition, e);
    } catch (KafkaException e) {
      LOG.error("Reading {} has failed; the registry answers what it knew until now", partition, e);
      failed(e);
    }
  }

  private void apply(ConsumerRecord<byte[], byte[]> read) {
    String place = partition + "-" + read.offset();
    if (read.key() == null) {
      LOG.warn("The record at {} has no key and was left out", place);
      return;
    }
    try {
      boolean taken =
          LogReaderFormat.decode(text(read.key()), text(read.value()))
              .map(state::apply)
              .orElse(true);
      if (!taken) {
        LOG.error("The record at {} gives a known id to another schema and was left out", place);
      }
    } catch (CorruptRecordException e) {
      LOG.error("The record at {} is not a registry's and was left out", place, e);
    }
  }

  private synchronized void reached(long offset) {
    position = offset;
    notifyAll();
  }

  private synchronized void failed(KafkaException e) {
    failure = e;
    notifyAll();
  }

  private static String text(byte[] bytes) {
    return Optional.ofNullable(bytes)
        .map(some -> new String(some, StandardCharsets.UTF_8))
        .orElse(null);
  }
}
