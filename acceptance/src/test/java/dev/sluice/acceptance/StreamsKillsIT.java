// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.decoders.registry.RegistryClient;
import dev.sluice.runtime.demo.OrderGenerator;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Views that are emitted to topics run in two processes, and either is killed again and again while
 * orders flow. What their topics say in the end is what the orders say, to the last cent.
 */
class StreamsKillsIT {
  private static final int KILLS = Integer.getInteger("sluice.kills", 6);
  private static final int FRAME = 5;
  private static final int UNKNOWN_SCHEMA = 999_999;
  private static final long HOUR = 3_600_000_000L;

  /** A view whose groups stay, and one whose groups would close, but not within the test. */
  private static final Map<String, String> VIEWS =
      Map.of("sales_by_hour", "", "sales_until_late", "-- grace: 400d\n");

  @TempDir private Path folder;
  private final long seed = Long.getLong("sluice.seed", System.nanoTime());

  @Test
  void eitherOfTwoIsKilled() throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    try (Company company = Company.open(folder)) {
      Path file = pipeline(company);
      company.publish();
      Binary[] both = {start(file, "one"), start(file, "two")};
      try {
        Running.await(both[0]);
        Running.await(both[1]);
        for (int kill = 0; kill < KILLS; kill++) {
          pass(1_000 + random.nextInt(5_000));
          int which = random.nextInt(2);
          both[which].kill();
          both[which].close();
          both[which] = start(file, which == 0 ? "one" : "two");
          Running.await(both[which]);
        }
        company.stopPublishing();
        Map<String, String> expected = ordered(company);
        assertThat(expected).as("orders of several groups").hasSizeGreaterThan(8);
        for (String view : VIEWS.keySet()) {
          Waiting.until(() -> emitted(company, view), expected);
        }
      } finally {
        both[0].close();
        both[1].close();
      }
      KafkaOrders.read(company.bootstrapServers(), "orders")
          .mustHaveDeadLetters(
              company.bootstrapServers(),
              "live-dead-letters",
              List.copyOf(VIEWS.keySet()),
              KILLS + " kills, -Dsluice.seed=" + seed);
    }
  }

  private Binary start(Path file, String home) throws IOException {
    Path output = folder.resolve(home + "-" + System.nanoTime() + ".txt");
    return Binary.start(
        folder, output, List.of("up", file.toString(), "--home", folder.resolve(home).toString()));
  }

  private static void pass(long millis) {
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }

  private Path pipeline(Company company) throws IOException {
    Files.createDirectories(folder.resolve("live"));
    for (Map.Entry<String, String> view : VIEWS.entrySet()) {
      Files.writeString(
          folder.resolve("live/" + view.getKey() + ".sql"),
          """
          -- emit: topic %s
          %sSELECT date_trunc('hour', ordered_at) AS hour, country, count(*) AS orders,
                 sum(quantity) AS quantity, sum(quantity * unit_price) AS revenue
          FROM orders GROUP BY 1, 2
          """
              .formatted(view.getKey(), view.getValue()));
    }
    Path file = folder.resolve("live/pipeline.yaml");
    Files.writeString(
        file,
        """
        name: live
        kafka: {bootstrap.servers: "%s"}
        schema.registry: {url: "%s"}
        topics: {orders: {format: avro, partitions: 4}}
        views: [sales_by_hour.sql, sales_until_late.sql]
        streams: {commit.interval: 100ms}
        """
            .formatted(company.bootstrapServers(), company.registryUrl()));
    return file;
  }

  /** Groups by Avro's and Kafka's own libraries and plain arithmetic. */
  private static Map<String, String> ordered(Company company) {
    Map<String, BigInteger[]> sums = new TreeMap<>();
    GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>(OrderGenerator.SCHEMA);
    KafkaOrders.each(
        company.bootstrapServers(),
        "orders",
        message -> {
          try {
            add(sums, record(reader, message.value()));
          } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
            assertThat(e).as("a record that is no order").isNotNull();
          }
        });
    Map<String, String> texts = new TreeMap<>();
    sums.forEach((group, values) -> texts.put(group, List.of(values).toString()));
    return texts;
  }

  private static GenericRecord record(GenericDatumReader<GenericRecord> reader, byte[] value)
      throws IOException {
    if (ByteBuffer.wrap(value).getInt(1) == UNKNOWN_SCHEMA) {
      throw new IOException("nobody has registered this schema");
    }
    return reader.read(
        null, DecoderFactory.get().binaryDecoder(value, FRAME, value.length - FRAME, null));
  }

  private static void add(Map<String, BigInteger[]> sums, GenericRecord order) {
    long hour = Math.floorDiv((long) order.get("ordered_at"), HOUR) * HOUR;
    BigInteger quantity = BigInteger.valueOf((int) order.get("quantity"));
    BigInteger cents = number((ByteBuffer) order.get("unit_price"));
    BigInteger[] one = {BigInteger.ONE, quantity, quantity.multiply(cents)};
    sums.merge(
        hour + " " + order.get("country"),
        one,
        (a, b) -> new BigInteger[] {a[0].add(b[0]), a[1].add(b[1]), a[2].add(b[2])});
  }

  private static BigInteger number(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return new BigInteger(bytes);
  }

  /** The newest row of each key, as any reader of committed records sees it. */
  private static Map<String, String> emitted(Company company, String view) {
    RegistryClient registry = new RegistryClient(List.of(company.registryUrl().toString()), "");
    Map<String, String> rows = new TreeMap<>();
    KafkaOrders.each(company.bootstrapServers(), view, message -> take(registry, rows, message));
    return rows;
  }

  private static void take(
      RegistryClient registry, Map<String, String> rows, ConsumerRecord<byte[], byte[]> message) {
    try {
      Schema schema = registry.byId(ByteBuffer.wrap(message.value()).getInt(1));
      GenericRecord row = record(new GenericDatumReader<>(schema), message.value());
      BigInteger[] values = {
        BigInteger.valueOf((long) row.get("orders")),
        number((ByteBuffer) row.get("quantity")),
        number((ByteBuffer) row.get("revenue"))
      };
      rows.put(row.get("hour") + " " + row.get("country"), List.of(values).toString());
    } catch (Exception e) {
      throw new AssertionError("a record of the view cannot be read", e);
    }
  }
}
