// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.log;

import dev.sluice.registry.failure.ErrorCode;
import dev.sluice.registry.failure.RegistryException;
import dev.sluice.registry.failure.RegistryStartException;
import dev.sluice.registry.state.Decision;
import dev.sluice.registry.state.LogEntry;
import dev.sluice.registry.state.RegistryState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log as a compacted topic of one partition, shared by any number of registries.
 *
 * <p>Writers take turns by Kafka's own fencing: all use one transactional id, so whoever
 * initialises it ends the others' open transactions, then reads to the end, decides and commits. A
 * writer that was overtaken between its decision and its commit is fenced, and decides anew.
 * Comparing records after reading them back would not do: compaction keeps the last record of a
 * key, which after a collision is the loser's.
 */
public final class TopicLog implements SchemaLog {
  private static final Logger LOG = LoggerFactory.getLogger(TopicLog.class);
  private static final Duration LONGEST_WRITE = Duration.ofSeconds(10);
  private static final Duration LONGEST_READ = Duration.ofSeconds(10);
  private static final Duration LONGEST_START = Duration.ofSeconds(60);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

  private final ClientSettings settings;
  private final TopicPartition partition;
  private final RegistryState state = new RegistryState();
  private final Admin admin;
  private final LogReader reader;
  private final ReentrantLock turn = new ReentrantLock();
  private Producer<byte[], byte[]> producer; // guarded by turn; null when it is not our turn

  private TopicLog(ClientSettings settings) {
    this.settings = settings;
    this.partition = new TopicPartition(settings.topic(), 0);
    this.admin = Admin.create(settings.admin());
    this.reader = new LogReader(partition, settings.consumer(), state);
  }

  /**
   * Makes the topic when it is missing and reads it to its end.
   *
   * @param client further properties of all Kafka clients, such as those of security
   * @throws RegistryStartException when the topic cannot be made or read, or would lose schemas
   */
  public static TopicLog open(String bootstrapServers, String topic, Map<String, Object> client) {
    try {
      TopicLog log = new TopicLog(new ClientSettings(bootstrapServers, topic, client));
      try {
        new TopicSetup(log.admin, topic).ensure();
        log.reader.start();
        log.reader.await(log.end(), LONGEST_START);
        return log;
      } catch (RegistryStartException | RegistryException | KafkaException e) {
        log.close();
        throw e;
      }
    } catch (RegistryException | KafkaException e) {
      throw new RegistryStartException(
          "The schema registry did not start: its topic "
              + topic
              + " at "
              + bootstrapServers
              + " cannot be read ("
              + rootOf(e).getMessage()
              + "). Check the bootstrap servers and the client properties.",
          e);
    }
  }

  @Override
  public RegistryState state() {
    return state;
  }

  @Override
  public <T> T write(Function<RegistryState, Decision<T>> decide) {
    turn.lock();
    try {
      long deadline = System.nanoTime() + LONGEST_WRITE.toNanos();
      while (true) {
        try {
          return writeOnce(decide);
        } catch (InterruptException e) {
          throw new RegistryException(ErrorCode.STORE, "The registry is stopping", e);
        } catch (KafkaException e) {
          letGo();
          if (System.nanoTime() > deadline) {
            throw unwritten(e);
          }
          LOG.debug("Another registry may have written to {}; deciding anew", partition, e);
          // uneven pauses, so that two registries do not overtake one another for ever
          LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE.toNanos()));
        }
      }
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void close() {
    turn.lock();
    try {
      letGo();
    } finally {
      turn.unlock();
    }
    reader.close();
    admin.close(Duration.ofSeconds(1));
  }

  private <T> T writeOnce(Function<RegistryState, Decision<T>> decide) {
    Producer<byte[], byte[]> writer = takeTurn();
    reader.await(end(), LONGEST_READ);
    Decision<T> decision = decide.apply(state);
    if (!decision.entries().isEmpty()) {
      reader.await(commit(writer, decision.entries()) + 1, LONGEST_READ);
    }
    return decision.answer();
  }

  /** Answers the offset of the last record. */
  private long commit(Producer<byte[], byte[]> writer, List<LogEntry> entries) {
    List<LogRecord> records = entries.stream().map(LogWriterFormat::encode).toList();
    Future<RecordMetadata> last = null;
    writer.beginTransaction();
    for (LogRecord record : records) {
      last =
          writer.send(
              new ProducerRecord<>(
                  partition.topic(),
                  partition.partition(),
                  record.keyBytes(),
                  record.valueBytes()));
    }
    writer.commitTransaction();
    return result(last).offset();
  }

  private Producer<byte[], byte[]> takeTurn() {
    if (producer == null) {
      producer =
          new KafkaProducer<>(
              settings.producer(), new ByteArraySerializer(), new ByteArraySerializer());
      producer.initTransactions();
    }
    return producer;
  }

  private void letGo() {
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }

  private long end() {
    return result(
            admin
                .listOffsets(
                    Map.of(partition, OffsetSpec.latest()),
                    new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .partitionResult(partition)
                .toCompletionStage()
                .toCompletableFuture())
        .offset();
  }

  private static <T> T result(Future<T> pending) {
    try {
      return pending.get(LONGEST_READ.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TimeoutException("Kafka did not answer in " + LONGEST_READ.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryException(ErrorCode.STORE, "The registry is stopping", e);
    }
  }

  private RegistryException unwritten(KafkaException e) {
    Throwable root = rootOf(e);
    return new RegistryException(
        root instanceof TimeoutException ? ErrorCode.TIMEOUT : ErrorCode.STORE,
        "The change could not be written to "
            + partition
            + ": "
            + root.getMessage()
            + ". Try again",
        e);
  }

  private static Throwable rootOf(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
