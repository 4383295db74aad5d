// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice replay TABLE}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footerHeading = "%nExamples:%n",
    footer = {"  sluice replay orders", "  sluice replay orders --from lake --accept-differences"},
    description = {
      "Fills the next generation of a warehouse table beside the one that is served: from a lake table of whole"
          + " records where Kafka has deleted them, and from Kafka for the rest. When it is at the served one's"
          + " positions the two are compared, and tables, positions and views are switched in one transaction.",
      "Cut off and run again, it goes on. 1 if the two differ, or it fails; what was served is served on then."
    })
final class ReplayCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "TABLE|VIEW",
      description = "The warehouse table; or a view, which is made anew of its table's rows.")
  private String table;

  @Option(
      names = "--from",
      paramLabel = "WHERE",
      description =
          "kafka: as much as possible from Kafka; lake: all that the lake has from there; default ${DEFAULT-VALUE}.",
      defaultValue = "kafka")
  private String from;

  @Option(
      names = "--accept-differences",
      description =
          "Serves the new generation even if its rows differ, as they do when the table's settings have changed.")
  private boolean anyway;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Mixin private HomeOption home;

  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return new ReplayWatch(Control.of(home.home()), spec.commandLine().getOut(), json)
        .run(table, "&from=" + ReplayWatch.encoded(from) + "&anyway=" + anyway);
  }
}
