// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.runtime.batch.BatchStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice batch VIEW}. */
@Command(
    name = "batch",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footerHeading = "%nExamples:%n",
    footer = {"  sluice batch sales_by_day", "  sluice batch sales_by_day --engine spark"},
    description = {
      "Computes the batch layer of a view anew, of all that the lake has committed, and loads it"
          + " with the boundary of offsets up to which it counts; rows behind it are served by the"
          + " speed layer.",
      "1 if it fails; what was served before is served on then."
    })
final class BatchCommand implements Callable<Integer> {
  private static final long MILLIS_BETWEEN_LOOKS = 100;
  private static final long NANOS_BETWEEN_LINES = 1_000_000_000;
  private static final int BAR = 30;

  @Parameters(paramLabel = "VIEW", description = "A view with a line -- layers: batch, speed.")
  private String view;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description =
          "What computes it: duckdb, within the process, or spark, by the spark-sql of SPARK_HOME;"
              + " default ${DEFAULT-VALUE}.",
      defaultValue = "duckdb")
  private String engine;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Mixin private HomeOption home;

  @Spec private CommandLine.Model.CommandSpec spec;

  private final ObjectMapper mapper = new ObjectMapper();
  private long shown = System.nanoTime();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Control control = Control.of(home.home());
    String path = "/batch?view=" + URLEncoder.encode(view, StandardCharsets.UTF_8);
    Control.Answer answer =
        control.post(path + "&engine=" + URLEncoder.encode(engine, StandardCharsets.UTF_8), "");
    if (answer.status() != 200) {
      System.err.println("sluice: " + mapper.readTree(answer.body()).path("error").asText());
      return Main.COULD_NOT_RUN;
    }
    BatchStatus status = read(answer);
    while (!status.ended()) {
      show(status, out);
      Thread.sleep(MILLIS_BETWEEN_LOOKS);
      status = read(control.get(path));
    }
    return end(status, out);
  }

  private BatchStatus read(Control.Answer answer) throws IOException {
    return mapper.readValue(answer.body(), BatchStatus.class);
  }

  private void show(BatchStatus status, PrintWriter out) {
    long now = System.nanoTime();
    if (json || now - shown < NANOS_BETWEEN_LINES) {
      return;
    }
    shown = now;
    int full = (int) (status.done() * BAR);
    out.printf(
        "  %-13s [%s%s] %,d records, %.1f s%n",
        step(status),
        "#".repeat(full),
        " ".repeat(BAR - full),
        status.records(),
        status.millis() / 1e3);
    out.flush();
  }

  private static String step(BatchStatus status) {
    return status.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private int end(BatchStatus status, PrintWriter out) throws IOException {
    boolean loaded = status.state() == BatchStatus.State.LOADED;
    if (json) {
      out.println(mapper.writeValueAsString(status));
    } else if (loaded) {
      out.printf(
          "%s: %,d rows of %,d records of the lake, up to %s, in %.1f s%n",
          status.view(),
          status.rows(),
          status.records(),
          status.boundary().entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .map(e -> e.getKey() + ":" + e.getValue())
              .collect(Collectors.joining(", ")),
          status.millis() / 1e3);
    } else {
      System.err.println("sluice: " + status.error());
    }
    out.flush();
    return loaded ? 0 : Main.NOT_IN_ORDER;
  }
}
