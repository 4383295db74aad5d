// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineReader;
import dev.sluice.runtime.plan.ImpactPlanner;
import dev.sluice.runtime.plan.PipelinePlanner;
import dev.sluice.runtime.plan.PlannedPipeline;
import dev.sluice.runtime.plan.SchemaImpact;
import dev.sluice.runtime.plan.TopicColumns;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice plan FILE}. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footerHeading = "%nExample:%n",
    footer = {
      "  sluice plan pipeline.yaml",
      "  sluice plan pipeline.yaml --schema orders-v2.avsc --current orders-v1.avsc"
    },
    description = {
      "Tells what a pipeline file will make: tables and their DDL, views and how they are kept,"
          + " files.",
      "Makes nothing. Columns come from the schema registry, where one is named in the file or is"
          + " running.",
      "With --schema: what a new schema of a topic would do, before it is registered; 1 if it"
          + " breaks something."
    })
final class PlanCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      description = "The pipeline file, or a folder with a pipeline.yaml.")
  private Path file;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Option(
      names = "--schema",
      paramLabel = "NEW",
      description = "A new schema of a topic: *.avsc, *.proto or *.json.")
  private Path schema;

  @Option(
      names = "--topic",
      defaultValue = "",
      description = "The topic it is for; not needed if the file has one only.")
  private String topic;

  @Option(
      names = "--current",
      paramLabel = "OLD",
      arity = "1..*",
      description = {
        "The topic's schemas until now, oldest first.",
        "Left out: those of the registry, where one is named in the file or is running."
      })
  private List<Path> current = List.of();

  @Option(
      names = "--level",
      defaultValue = "BACKWARD",
      description = "The level that counts, with --current: ${DEFAULT-VALUE} if left out.")
  private String level;

  @Mixin private HomeOption home;

  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PipelineFile pipeline = PipelineReader.read(UpCommand.pipelineIn(file));
    if (schema != null) {
      return impact(pipeline);
    }
    PlannedPipeline plan =
        new PipelinePlanner(pipeline, home.home(), columns(pipeline), Instant.now()).plan();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(plan));
    } else {
      print(out, plan);
    }
    out.flush();
    return 0;
  }

  private int impact(PipelineFile pipeline) throws IOException, InterruptedException {
    Optional<String> registry = current.isEmpty() ? registry(pipeline) : Optional.empty();
    SchemaImpact impact =
        registry.isPresent()
            ? ImpactPlanner.fromRegistry(pipeline, topic, schema, registry.get())
            : ImpactPlanner.fromFiles(
                pipeline, topic, schema, current, level.toUpperCase(Locale.ROOT));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(impact));
    } else {
      ImpactReport.print(out, impact);
    }
    out.flush();
    return impact.breaks().isEmpty() ? 0 : Main.NOT_IN_ORDER;
  }

  private Optional<String> registry(PipelineFile pipeline)
      throws IOException, InterruptedException {
    if (pipeline.registryUrl().isEmpty() && home.home().running().isPresent()) {
      String status = Control.of(home.home()).get("/status").body();
      return Optional.of(new ObjectMapper().readTree(status).path("schemaRegistry").asText());
    }
    return pipeline.registryUrl();
  }

  private TopicColumns columns(PipelineFile pipeline) throws IOException, InterruptedException {
    return registry(pipeline)
        .map(url -> TopicColumns.of(url, pipeline.registryUserInfo()))
        .orElse(
            TopicColumns.unknown(
                "not known before the first record: the registry runs inside the process, and none"
                    + " runs on "
                    + home.home().folder()));
  }

  private static void print(PrintWriter out, PlannedPipeline plan) {
    out.printf("Pipeline '%s'%n", plan.pipeline());
    out.printf("  Kafka            %s%n", plan.kafka());
    out.printf("  schema registry  %s%n", plan.registry());
    out.printf("  dead letters     topic %s%n", plan.deadLetters());
    for (PlannedPipeline.PlannedFiles files : plan.lake()) {
      out.printf("%nLake table %s%n", files.table());
      mover(out, files.mover());
      out.printf("  location   %s%n", files.location());
      out.printf("  readers    %s%n", files.kind());
      out.printf("  files      like %s%n", files.example());
      out.printf(
          "  rotation   closed after %,d rows or %,d bytes; all visible after %s s%n",
          files.rows(), files.bytes(), files.visibleAfterMs() / 1_000.0);
      columns(out, files.columns());
    }
    for (PlannedPipeline.PlannedTable table : plan.warehouse()) {
      out.printf("%nWarehouse table %s%n", table.table());
      mover(out, table.mover());
      out.printf("  database   %s%n", table.address());
      out.printf("  mode       %s%n", table.mode());
      if (!table.where().isEmpty()) {
        out.printf("  rows where %s%n", table.where());
      }
      columns(out, table.columns());
      statements(out, table.ddl());
      for (PlannedPipeline.PlannedView view : table.views()) {
        out.printf("%n  View %s%n", view.view());
        out.printf("    kept by  %s: %s%n", view.mode(), view.reason());
        statements(out, view.ddl());
      }
    }
    for (PlannedPipeline.PlannedEmission view : plan.emitted()) {
      out.printf("%nView %s, emitted to topic %s%n", view.view(), view.topic());
      view.stations().forEach(station -> out.printf("  %s%n", station));
      view.columns().forEach(column -> out.printf("             %s%n", column));
    }
  }

  private static void mover(PrintWriter out, PlannedPipeline.Mover mover) {
    out.printf(
        "  from       topic %s, by connector %s, %d task%s%n",
        mover.topic(), mover.connector(), mover.tasks(), mover.tasks() == 1 ? "" : "s");
  }

  private static void columns(PrintWriter out, PlannedPipeline.Columns columns) {
    out.printf("  columns    %s%n", columns.known());
    columns.columns().forEach(column -> out.printf("             %s%n", column));
  }

  private static void statements(PrintWriter out, List<String> ddl) {
    for (String statement : ddl) {
      out.println("    " + statement.strip().replace("\n", "\n    ") + ";");
    }
  }
}
