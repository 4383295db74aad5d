// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.runtime.home.Running;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineReader;
import dev.sluice.runtime.restore.OffsetBounds;
import dev.sluice.runtime.restore.RestoreOptions;
import dev.sluice.runtime.restore.RestoreProgress;
import dev.sluice.runtime.restore.TableRestore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice restore FILE TABLE}. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  sluice restore pipeline.yaml orders_raw --to orders-again",
      "  sluice restore pipeline.yaml orders_raw --kafka new-broker:9092 --from 0:1000 --until 0:2000"
    },
    description = {
      "Writes the records of a lake table of format raw to Kafka again: key, value, headers and timestamp as they"
          + " were, in the partition they were in, in their order.",
      "Cut off and run again, it goes on where its last transaction ended, and writes no record twice."
    })
final class RestoreCommand implements Callable<Integer> {
  private static final String SERVERS = "bootstrap.servers";
  private static final long NANOS_BETWEEN_LINES = 2_000_000_000;

  @Parameters(
      paramLabel = "FILE",
      description =
          "The pipeline file that tells where the table is, or a folder with a pipeline.yaml.")
  private Path file;

  @Parameters(paramLabel = "TABLE", description = "The lake table.")
  private String table;

  @Option(
      names = "--to",
      paramLabel = "TOPIC",
      description = "Where the records go; without it, to the topic that they came from.")
  private Optional<String> topic = Optional.empty();

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description =
          "Brokers to write to; without it those of the pipeline file, or of the process that runs on --home.")
  private Optional<String> kafka = Optional.empty();

  @Option(
      names = "--kafka-properties",
      paramLabel = "FILE",
      description =
          "Properties of the Kafka client for --kafka, such as security.protocol; the pipeline file's are for its own"
              + " brokers.")
  private Optional<Path> clientProperties = Optional.empty();

  @Option(
      names = "--from",
      paramLabel = "[PARTITION:]OFFSET",
      split = ",",
      description = "First offset, in the topic the records came from.")
  private List<String> from = List.of();

  @Option(
      names = "--until",
      paramLabel = "[PARTITION:]OFFSET",
      split = ",",
      description = "Offset after the last.")
  private List<String> until = List.of();

  @Option(
      names = "--append",
      description =
          "Writes to a topic that holds records already. What earlier runs have written is not looked for then.")
  private boolean append;

  @Option(
      names = "--replication",
      paramLabel = "N",
      description = "Replicas of a topic that is made; without it, as the brokers like it.")
  private Optional<Short> replication = Optional.empty();

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Mixin private HomeOption home;

  @Spec private CommandLine.Model.CommandSpec spec;

  private long began;
  private long shown;

  @Override
  public Integer call() throws Exception {
    PipelineFile pipeline = PipelineReader.read(UpCommand.pipelineIn(file));
    RestoreOptions options =
        new RestoreOptions(
            topic,
            client(pipeline),
            OffsetBounds.of(from),
            OffsetBounds.of(until),
            append,
            replication);
    PrintWriter out = spec.commandLine().getOut();
    began = System.nanoTime();
    shown = began;
    RestoreProgress done =
        TableRestore.run(pipeline, home.home(), table, options, progress -> show(progress, out));
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(done));
    } else {
      done.gaps().forEach(gap -> out.println("not in the lake: " + gap));
      out.printf(
          "Restored %,d records in %s; %,d had been written by earlier runs.%n",
          done.records(), seconds(System.nanoTime() - began), done.skipped());
    }
    out.flush();
    return 0;
  }

  private void show(RestoreProgress progress, PrintWriter out) {
    long now = System.nanoTime();
    if (json || now - shown < NANOS_BETWEEN_LINES) {
      return;
    }
    shown = now;
    double rate = progress.records() * 1e9 / Math.max(1, now - began);
    long left = Math.max(0, progress.expected() - progress.records());
    out.printf(
        "  %s-%d  %,d of %,d records (%d %%), %,.0f/s, %s left%n",
        progress.topic(),
        progress.partition(),
        progress.records(),
        progress.expected(),
        100 * progress.records() / Math.max(1, progress.expected()),
        rate,
        seconds((long) (left * 1e9 / Math.max(1, rate))));
    out.flush();
  }

  private static String seconds(long nanos) {
    return String.format("%.1f s", nanos / 1e9);
  }

  private Map<String, String> client(PipelineFile pipeline) throws IOException {
    Map<String, String> client = new HashMap<>();
    if (kafka.isPresent()) {
      clientProperties(client);
      client.put(SERVERS, kafka.get());
      return client;
    }
    if (clientProperties.isPresent()) {
      throw new RefusedException(
          "--kafka-properties are for brokers named with --kafka; name them, or leave it out");
    }
    client.putAll(pipeline.kafkaClient());
    Optional<String> named = pipeline.bootstrapServers();
    client.put(SERVERS, named.isPresent() ? named.get() : running());
    return client;
  }

  private void clientProperties(Map<String, String> client) throws IOException {
    if (clientProperties.isPresent()) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(clientProperties.get())) {
        properties.load(reader);
      }
      properties
          .stringPropertyNames()
          .forEach(name -> client.put(name, properties.getProperty(name)));
    }
  }

  /** Brokers inside a process that runs. */
  private String running() throws IOException {
    return home.home()
        .running()
        .map(Running::bootstrapServers)
        .orElseThrow(
            () ->
                new RefusedException(
                    "there is no Kafka to write to: the pipeline file names none, and no process runs on "
                        + home.home().folder()
                        + "; name brokers with --kafka"));
  }
}
