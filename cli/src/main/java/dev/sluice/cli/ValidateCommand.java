// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.runtime.pipeline.Mistake;
import dev.sluice.runtime.pipeline.MistakesException;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice validate FILE}. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footerHeading = "%nExample:%n",
    footer = {"  sluice validate pipeline.yaml"},
    description = "Tells every mistake in a pipeline file at once; 1 if there is any.")
final class ValidateCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      description = "The pipeline file, or a folder with a pipeline.yaml.")
  private Path file;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    List<Mistake> mistakes = List.of();
    try {
      PipelineFile pipeline = PipelineReader.read(UpCommand.pipelineIn(file));
      if (!json) {
        out.printf(
            "%s is in order: pipeline '%s', %d lake and %d warehouse tables, %d views%n",
            file,
            pipeline.name(),
            pipeline.lakeTables().size(),
            pipeline.warehouseTables().size(),
            pipeline.views().size());
      }
    } catch (MistakesException e) {
      mistakes = e.mistakes();
      if (!json) {
        mistakes.forEach(mistake -> out.println(mistake.text()));
        out.println(mistakes.size() == 1 ? "1 mistake" : mistakes.size() + " mistakes");
      }
    }
    if (json) {
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(mistakes));
    }
    out.flush();
    return mistakes.isEmpty() ? 0 : Main.NOT_IN_ORDER;
  }
}
