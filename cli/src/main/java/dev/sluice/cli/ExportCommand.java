// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import dev.sluice.runtime.export.Export;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice export TOOL FILE}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footerHeading = "%nExample:%n",
    footer = {"  sluice export dbt pipeline.yaml --to analytics"},
    description = {
      "Writes a pipeline's tables and views down for another tool.",
      "dbt: a project with the warehouse's tables as sources and each view as a model.",
      "flink: a script of INSERTs that run on, from the topics.",
      "spark: a script that makes the views over the lake's files."
    })
final class ExportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TOOL", description = "dbt, flink or spark.")
  private Export.Tool tool;

  @Parameters(
      paramLabel = "FILE",
      description = "The pipeline file, or a folder with a pipeline.yaml.")
  private Path file;

  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      description = "Where it is written; export-TOOL if left out.")
  private Path to;

  @Option(
      names = "--schema",
      paramLabel = "TOPIC=SCHEMA",
      description =
          "For flink: a topic's schema, *.avsc, *.proto or *.json, where no registry is named.")
  private Map<String, Path> schemas = Map.of();

  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Path folder = to == null ? Path.of("export-" + tool.name().toLowerCase(Locale.ROOT)) : to;
    PipelineFile pipeline = PipelineReader.read(UpCommand.pipelineIn(file));
    Export.of(tool, pipeline, schemas).write(folder).forEach(path -> out.println("wrote " + path));
    out.flush();
    return 0;
  }
}
