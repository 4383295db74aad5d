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

/** {@code sluice rollback TABLE}. */
@Command(
    name = "rollback",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footerHeading = "%nExample:%n",
    footer = {"  sluice rollback orders"},
    description = {
      "Serves an older generation of a warehouse table again: it is brought to the served one's positions from"
          + " Kafka first, and switched in one transaction, like a replay."
    })
final class RollbackCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TABLE", description = "The warehouse table.")
  private String table;

  @Option(
      names = "--to",
      paramLabel = "GENERATION",
      description = "Its number; without it, the one that was served last.",
      defaultValue = "0",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private int generation;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Mixin private HomeOption home;

  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return new ReplayWatch(Control.of(home.home()), spec.commandLine().getOut(), json)
        .run(table, "&back=" + generation);
  }
}
