// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sluice up FILE}. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footerHeading = "%nExample:%n",
    footer = {"  sluice up pipeline.yaml --home /var/lib/sluice"},
    description = {
      "Runs a pipeline until Ctrl-C.",
      "What the file does not name (Kafka, schema registry) runs inside the process."
    })
final class UpCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      description = "The pipeline file, or a folder with a pipeline.yaml.")
  private Path file;

  @Mixin private HomeOption home;

  @Override
  public Integer call() throws Exception {
    PipelineFile pipeline = PipelineReader.read(pipelineIn(file));
    return new Run(pipeline, home.home()).untilStopped();
  }

  static Path pipelineIn(Path given) {
    return Files.isDirectory(given) ? given.resolve("pipeline.yaml") : given;
  }
}
