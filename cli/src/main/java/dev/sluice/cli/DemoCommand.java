// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.decoders.registry.RegistryClient;
import dev.sluice.runtime.demo.CsvFiles;
import dev.sluice.runtime.demo.CsvPublisher;
import dev.sluice.runtime.demo.CsvStarter;
import dev.sluice.runtime.demo.CsvTable;
import dev.sluice.runtime.demo.DemoPublisher;
import dev.sluice.runtime.demo.Publisher;
import dev.sluice.runtime.demo.Starter;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineReader;
import dev.sluice.runtime.process.ConnectorPlans;
import dev.sluice.runtime.process.SluiceProcess;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footerHeading = "%nExample:%n",
    footer = {
      "  sluice demo --home /tmp/try --rate 2000",
      "  sluice demo --data 'sales/*.csv' --types 'price:decimal(10,2)'"
    },
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

  @Option(
      names = "--data",
      paramLabel = "FILE",
      arity = "1..*",
      description = "Publishes the rows of these CSV files instead, each once; patterns in quotes.")
  private List<String> data = List.of();

  @Option(
      names = "--types",
      paramLabel = "COLUMN:TYPE",
      split = ",(?![^(]*\\))",
      splitSynopsisLabel = ",",
      description =
          "Types of CSV columns that should not be found out: long, decimal(10,2), timestamp, string.")
  private List<String> types = List.of();

  @Option(
      names = "--pipeline",
      paramLabel = "FILE",
      description =
          "With --data: the pipeline to run; it must have one topic, which the rows go to.")
  private Optional<Path> pipeline = Optional.empty();

  @Mixin private HomeOption home;

  @Override
  public Integer call() throws Exception {
    if (data.isEmpty() && (pipeline.isPresent() || !types.isEmpty())) {
      throw new RefusedException(
          "--pipeline and --types are for rows of --data, and there are none; to run a pipeline of your own,"
              + " sluice up FILE.");
    }
    return data.isEmpty() ? generated() : csv();
  }

  private int generated() throws Exception {
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

  private int csv() throws Exception {
    CsvTable table = CsvTable.read(CsvFiles.named(data), typesByColumn());
    Path path =
        pipeline.isPresent()
            ? UpCommand.pipelineIn(pipeline.get())
            : CsvStarter.writeMissing(home.home().folder().resolve("demo-csv"), table);
    PipelineFile file = PipelineReader.read(path);
    if (file.topics().size() != 1) {
      throw new RefusedException(
          path
              + " has "
              + file.topics().size()
              + " topics; rows of --data need a pipeline with one.");
    }
    return new Run(file, home.home())
        .untilStopped(process -> Optional.of(publisher(process, file, table)));
  }

  private static Publisher publisher(SluiceProcess process, PipelineFile file, CsvTable table) {
    return CsvPublisher.start(
        new CsvPublisher.Target(
            process.kafkaClient(),
            file.name(),
            file.topics().get(0).name(),
            ConnectorPlans.deadLetterTopic(file)),
        new RegistryClient(List.of(process.registryUrl()), file.registryUserInfo()),
        table);
  }

  private Map<String, String> typesByColumn() {
    Map<String, String> byColumn = new LinkedHashMap<>();
    for (String type : types) {
      int colon = type.lastIndexOf(':');
      if (colon < 1) {
        throw new RefusedException(
            "'" + type + "' is no COLUMN:TYPE; write for example --types UnitPrice:decimal(10,2).");
      }
      byColumn.put(type.substring(0, colon), type.substring(colon + 1));
    }
    return byColumn;
  }
}
