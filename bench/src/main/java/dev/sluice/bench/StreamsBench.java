// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import static dev.sluice.bench.StreamsContender.BY_HAND;
import static dev.sluice.bench.StreamsContender.VIEW;
import static dev.sluice.bench.StreamsContender.WITH_GRACE;

import dev.sluice.decoders.registry.RegistryClient;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Count and sum by hour and category, exactly once, over the ten-field orders: a view, and a
 * program written by hand. What counts is the margin: CPU of a large topic less that of a small
 * one.
 */
final class StreamsBench {
  private static final long SMALL = Long.getLong("sluice.bench.small", 200_000);
  private static final long LARGE = Long.getLong("sluice.bench.large", 2_200_000);
  private static final int ROUNDS = Integer.getInteger("sluice.bench.rounds", 2);
  private static final Duration LONGEST = Duration.ofMinutes(8);
  private static final int FRAME = 5;
  private static final String FLINK = "flink";
  private static final String FLINK_MAIN = "dev.sluice.bench.flink.FlinkContender";

  private final Path folder;
  private final Bed bed;
  private final RegistryClient registry;
  private int runs;

  private StreamsBench(Path folder, Bed bed) {
    this.folder = folder;
    this.bed = bed;
    this.registry = new RegistryClient(List.of(bed.registryUrl()), "");
  }

  /**
   * @param peers whether Flink's SQL is measured too
   */
  static void run(Path folder, boolean peers) throws Exception {
    List<String> contenders =
        peers ? List.of(VIEW, WITH_GRACE, BY_HAND, FLINK) : List.of(VIEW, WITH_GRACE, BY_HAND);
    try (Bed bed = Bed.make(folder)) {
      StreamsBench bench = new StreamsBench(folder, bed);
      Bed.Topic small = bed.fill("orders-small", SMALL, 0);
      Bed.Topic large = bed.fill("orders-large", LARGE, 0);
      bench.topic("dead-letters");
      for (int round = 1; round <= ROUNDS; round++) {
        double view = 0;
        for (String contender : contenders) {
          double margin = bench.margin(contender, small, large);
          view = contender.equals(VIEW) ? margin : view;
          System.out.printf(
              "round %d: %-5s %5.2f CPU s per million records; the view takes %.2f times that%n",
              round, contender, margin, view / margin);
        }
      }
    }
  }

  /** CPU seconds per million records. */
  private double margin(String contender, Bed.Topic small, Bed.Topic large) throws Exception {
    double less = cpu(contender, small);
    double more = cpu(contender, large);
    return (more - less) * 1e6 / (large.records() - small.records());
  }

  private void topic(String name) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bed.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(name, 4, (short) 1))).all().get();
    }
  }

  private double cpu(String contender, Bed.Topic topic) throws Exception {
    String results = contender + "-" + topic.name() + "-" + ++runs;
    topic(results);
    long start = System.nanoTime();
    Process process = start(contender, topic, results);
    try {
      long[] sums = awaitAll(process, contender, topic, results);
      double wall = (System.nanoTime() - start) / 1e9;
      double cpu = process.info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
      if (sums[1] != topic.sums().quantity()) {
        throw new IllegalStateException(
            contender + " says " + sums[1] + " and not " + topic.sums().quantity());
      }
      System.out.printf(
          "%-5s %,10d records  %6.1f s wall  %6.1f s CPU%n", contender, topic.records(), wall, cpu);
      return cpu;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private Process start(String contender, Bed.Topic topic, String results) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx768m",
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-Dsluice.bench.commit=" + StreamsContender.COMMIT_MS));
    if (contender.equals(FLINK)) {
      for (String opened : List.of("lang", "util", "net", "nio", "text", "time")) {
        command.addAll(List.of("--add-opens", "java.base/java." + opened + "=ALL-UNNAMED"));
      }
      command.addAll(List.of("-cp", System.getProperty("sluice.peers") + "/flink/*", FLINK_MAIN));
    } else {
      command.addAll(
          List.of(
              "-cp",
              System.getProperty("java.class.path"),
              StreamsContender.class.getName(),
              contender));
    }
    command.addAll(
        List.of(
            bed.bootstrapServers(),
            bed.registryUrl(),
            topic.name(),
            results,
            folder.resolve("state-" + results).toString()));
    if (contender.equals(FLINK)) {
      command.add(Integer.toString(StreamsContender.COMMIT_MS));
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(results + ".log").toFile())
        .start();
  }

  /** Sums over the newest result of each group, once they count all records. */
  private long[] awaitAll(Process process, String contender, Bed.Topic topic, String results)
      throws Exception {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    Map<ByteBuffer, long[]> groups = new HashMap<>();
    long[] sums = new long[2];
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bed.bootstrapServers(),
                "group.id",
                "reader-" + results,
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(results));
      while (sums[0] != topic.records()) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IOException(results + " did not get to the end; see its log in " + folder);
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          long[] now = contender.equals(BY_HAND) ? plain(record.value()) : row(record.value());
          long[] before = groups.put(ByteBuffer.wrap(record.key()), now);
          sums[0] += now[0] - (before == null ? 0 : before[0]);
          sums[1] += now[1] - (before == null ? 0 : before[1]);
        }
      }
    }
    return sums;
  }

  private static long[] plain(byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    return new long[] {buffer.getLong(), buffer.getLong()};
  }

  private long[] row(byte[] value) throws Exception {
    Schema schema = registry.byId(ByteBuffer.wrap(value).getInt(1));
    GenericRecord row =
        new GenericDatumReader<GenericRecord>(schema)
            .read(
                null, DecoderFactory.get().binaryDecoder(value, FRAME, value.length - FRAME, null));
    return new long[] {(long) row.get("orders"), whole(row.get("quantity"))};
  }

  /** Ours is a decimal, Flink's a long. */
  private static long whole(Object quantity) {
    if (quantity instanceof ByteBuffer decimal) {
      byte[] bytes = new byte[decimal.remaining()];
      decimal.get(bytes);
      return new BigInteger(bytes).longValueExact();
    }
    return (long) quantity;
  }
}
