// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import dev.sluice.runtime.demo.DemoPublisher;
import dev.sluice.runtime.demo.Starter;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineReader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice demo}. */
@Command(
    name = "demo",
    description = {
      "Runs the example pipeline on generated customer orders: raw in the lake, aggregated in the warehouse.",
      "Needs nothing but this program; kill it whenever you like and start it again."
    })
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "500",
      description = "Orders a second (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Mixin private HomeOption home;

  @Override
  public Integer call() throws Exception {
    Path folder = home.home().folder().resolve("demo");
    Starter.writeMissing(folder);
    PipelineFile file = PipelineReader.read(folder.resolve("pipeline.yaml"));
    return new Run(file, home.home())
        .untilStopped(
            process ->
                Optional.of(
                    DemoPublisher.start(
                        process.kafkaClient(),
                        process.registryUrl(),
                        "orders",
                        rate,
                        process.status().records())));
  }
}
