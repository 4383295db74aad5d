// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.runtime.process.PipelineStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footerHeading = "%nExample:%n",
    footer = {"  sluice status --json"},
    description =
        "Tells what a running pipeline has moved, and what it waits for; 1 if a task has failed.")
final class StatusCommand implements Callable<Integer> {
  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Mixin private HomeOption home;

  @Override
  public Integer call() throws Exception {
    String body = Control.of(home.home()).get("/status").body();
    PipelineStatus status = new ObjectMapper().readValue(body, PipelineStatus.class);
    if (json) {
      System.out.println(body);
    } else {
      System.out.printf(
          "Pipeline '%s', Kafka %s, %,d records%n",
          status.pipeline(), status.bootstrapServers(), status.records());
      Terminal.table(System.out, status);
    }
    return status.tables().stream().anyMatch(table -> !table.trouble().isEmpty())
            || status.emitted().stream().anyMatch(view -> !view.trouble().isEmpty())
        ? Main.NOT_IN_ORDER
        : 0;
  }
}
