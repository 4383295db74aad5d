// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Runs contenders in a Connect worker of their own each, from the start of its JVM until the
 * connector's consumer group has committed the topic's end.
 */
final class Race {
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration STOPPED = Duration.ofSeconds(10);

  /** For the worker's JVM: a profiler, say. */
  private static final List<String> MORE_OPTIONS =
      Pattern.compile(" ")
          .splitAsStream(System.getProperty("sluice.bench.options", ""))
          .filter(option -> !option.isEmpty())
          .toList();

  private final Path folder;
  private final Bed bed;
  private int runs;

  Race(Path folder, Bed bed) {
    this.folder = folder;
    this.bed = bed;
  }

  /** Says whether all is in, for a contender whose consumer group does not. */
  interface Landed {
    boolean all() throws IOException;
  }

  /** Runs one contender over one topic; the caller checks what it has landed. */
  Result run(Contender contender, Bed.Topic topic)
      throws IOException, InterruptedException, ExecutionException {
    return run(contender, topic, Optional.empty(), Optional.empty());
  }

  /** The same, for a contender whose consumer group does not say when all is in. */
  Result run(Contender contender, Bed.Topic topic, Landed landed)
      throws IOException, InterruptedException, ExecutionException {
    return run(contender, topic, Optional.of(landed), Optional.empty());
  }

  /** The same, with {@link Gauges} written to a file meanwhile. */
  Result run(Contender contender, Bed.Topic topic, Path gauges)
      throws IOException, InterruptedException, ExecutionException {
    return run(contender, topic, Optional.empty(), Optional.of(gauges));
  }

  private Result run(
      Contender contender, Bed.Topic topic, Optional<Landed> landed, Optional<Path> gauges)
      throws IOException, InterruptedException, ExecutionException {
    String name = contender.name() + "-" + ++runs;
    Properties connector = new Properties();
    connector.putAll(contender.properties());
    connector.put("name", name);
    connector.put("topics", topic.name());
    Path properties = folder.resolve(name + ".properties");
    try (java.io.Writer writer = Files.newBufferedWriter(properties)) {
      connector.store(writer, "written by the benchmark");
    }
    long start = System.nanoTime();
    Process process = start(contender, name, properties, gauges);
    try {
      awaitEnd(process, name, topic, landed);
      double wall = (System.nanoTime() - start) / 1e9;
      double cpu = process.info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
      return new Result(contender.name(), topic.records(), wall, cpu, peakMiB(process));
    } finally {
      // Politely first, so that a profiler can write its recording.
      process.destroy();
      if (!process.waitFor(STOPPED.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private Process start(Contender contender, String name, Path properties, Optional<Path> gauges)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(contender.jvm());
    command.addAll(MORE_OPTIONS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Worker.class.getName());
    command.addAll(List.of(name, bed.bootstrapServers(), contender.plugins().toString()));
    command.add(properties.toString());
    gauges.ifPresent(file -> command.add(file.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(name + ".log").toFile())
        .start();
  }

  private void awaitEnd(Process process, String name, Bed.Topic topic, Optional<Landed> landed)
      throws IOException, InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bed.bootstrapServers()))) {
      Map<TopicPartition, Long> ends = ends(admin, topic);
      while (landed.isPresent() ? !landed.get().all() : !committed(admin, name).equals(ends)) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IOException(
              name + " did not get to the end; see " + folder.resolve(name + ".log"));
        }
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
    }
  }

  private static Map<TopicPartition, Long> ends(Admin admin, Bed.Topic topic)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    int partitions =
        admin
            .describeTopics(List.of(topic.name()))
            .allTopicNames()
            .get()
            .get(topic.name())
            .partitions()
            .size();
    for (int i = 0; i < partitions; i++) {
      latest.put(new TopicPartition(topic.name(), i), OffsetSpec.latest());
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
        admin.listOffsets(latest).all().get().entrySet()) {
      ends.put(end.getKey(), end.getValue().offset());
    }
    return ends;
  }

  private static Map<TopicPartition, Long> committed(Admin admin, String name)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> committed = new HashMap<>();
    for (Map.Entry<TopicPartition, OffsetAndMetadata> offset :
        admin
            .listConsumerGroupOffsets("connect-" + name)
            .partitionsToOffsetAndMetadata()
            .get()
            .entrySet()) {
      if (offset.getValue() != null) {
        committed.put(offset.getKey(), offset.getValue().offset());
      }
    }
    return committed;
  }

  /** The most memory that was resident at once; 0 where the system does not tell. */
  private static long peakMiB(Process process) throws IOException {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
        .findFirst()
        .orElse(0);
  }
}
