// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.demo;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.decoders.registry.RegistryClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the rows of CSV files once each, however often it is killed and started again: rows and
 * progress go in one transaction. A row that cannot be read goes to the dead letters as it stands.
 */
public final class CsvPublisher implements Publisher {
  /** Headers of a dead letter. */
  public static final String REASON = "sluice.error.reason";

  public static final String FILE = "sluice.source.file";
  public static final String LINE = "sluice.source.line";

  private static final Logger LOG = LoggerFactory.getLogger(CsvPublisher.class);
  private static final int ROWS_PER_TRANSACTION = 5_000;

  private final Target target;
  private final CsvTable table;
  private final Framing framing;
  private final CsvProgress progress;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong malformed = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "sluice-demo-csv");
  private volatile boolean closed;
  private volatile Optional<String> failure = Optional.empty();

  /**
   * Where rows go.
   *
   * @param client properties of Kafka clients, {@code bootstrap.servers} among them
   * @param pipeline names the transactions, together with the topic: a second publisher of the same
   *     two ends the first
   */
  public record Target(
      Map<String, String> client, String pipeline, String topic, String deadLetterTopic) {
    public Target {
      client = Map.copyOf(client);
    }
  }

  /** Registers the schema and starts publishing, or continues where an earlier one was stopped. */
  public static CsvPublisher start(Target target, RegistryClient registry, CsvTable table) {
    int id = registry.register(target.topic() + "-value", table.schema());
    CsvPublisher publisher = new CsvPublisher(target, table, new Framing(table.schema(), id));
    publisher.thread.setDaemon(true);
    publisher.thread.start();
    return publisher;
  }

  private CsvPublisher(Target target, CsvTable table, Framing framing) {
    this.target = target;
    this.table = table;
    this.framing = framing;
    this.progress = new CsvProgress(target.client(), target.pipeline(), target.topic());
    Map<String, Object> properties = new HashMap<>(target.client());
    properties.put(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
        "sluice-" + target.pipeline() + "-csv-" + target.topic());
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private void run() {
    try {
      progress.ensureTopics(target.deadLetterTopic());
      producer.initTransactions();
      Map<String, Long> done = progress.read();
      for (Path file : table.files()) {
        publish(file, done.getOrDefault(progress.key(file), 0L));
      }
      LOG.info("Published {} rows of {} files", published, table.files().size());
    } catch (IOException | RuntimeException e) {
      // whatever ends this thread early has to be told: rows are missing then
      String reason =
          "Publishing the CSV files stopped: "
              + reason(e)
              + ". What was committed stays; start again to continue there.";
      failure = Optional.of(reason);
      LOG.error("{}", reason, e);
    } finally {
      ended.countDown();
    }
  }

  /** The JDK's messages about files are often no more than the path. */
  private static String reason(Exception e) {
    return e instanceof FileSystemException || e.getMessage() == null
        ? e.toString()
        : e.getMessage();
  }

  private void publish(Path file, long done) throws IOException {
    try (CsvRows rows = table.open(file)) {
      Optional<CsvRows.Row> row = skip(rows, done);
      long count = done;
      while (row.isPresent() && !closed) {
        producer.beginTransaction();
        long bad = 0;
        int rowsHere = 0;
        for (; row.isPresent() && rowsHere < ROWS_PER_TRANSACTION; rowsHere++) {
          bad += send(file, row.get()) ? 0 : 1;
          row = table.next(rows);
        }
        count += rowsHere;
        send(progress.record(file, count));
        producer.commitTransaction();
        published.addAndGet(rowsHere);
        malformed.addAndGet(bad);
      }
    }
  }

  private Optional<CsvRows.Row> skip(CsvRows rows, long count) throws IOException {
    Optional<CsvRows.Row> row = table.next(rows);
    for (long i = 0; i < count && row.isPresent(); i++) {
      row = table.next(rows);
    }
    return row;
  }

  /** Sends the row to the topic, or to the dead letters, in which case it answers false. */
  private boolean send(Path file, CsvRows.Row row) {
    try {
      send(new ProducerRecord<>(target.topic(), framing.frame(table.record(row))));
      return true;
    } catch (MalformedException e) {
      LOG.warn(
          "{}:{}: this row cannot be read: {}. It goes to the dead letters, topic {}.",
          file,
          row.line(),
          e.getMessage(),
          target.deadLetterTopic());
      ProducerRecord<byte[], byte[]> letter =
          new ProducerRecord<>(target.deadLetterTopic(), row.bytes());
      letter.headers().add(REASON, bytes(e.getMessage()));
      letter.headers().add(FILE, bytes(file.toString()));
      letter.headers().add(LINE, bytes(Long.toString(row.line())));
      send(letter);
      return false;
    }
  }

  /** A record that is not taken makes the transaction's commit fail. */
  private void send(ProducerRecord<byte[], byte[]> record) {
    producer.send(
        record,
        (where, failed) -> {
          if (failed != null) {
            LOG.warn("Topic {} did not take a row: {}", record.topic(), failed.toString());
          }
        });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Rows committed by this publisher, malformed ones included. */
  @Override
  public long published() {
    return published.get();
  }

  @Override
  public long malformed() {
    return malformed.get();
  }

  /**
   * Waits until all rows have been published.
   *
   * @return why it stopped early, if it did
   */
  public Optional<String> awaitEnd() throws InterruptedException {
    ended.await();
    return failure;
  }

  /** Stops after the transaction under way. */
  @Override
  public void close() {
    closed = true;
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}
