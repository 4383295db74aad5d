// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import dev.sluice.runtime.pipeline.MistakesException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line. What a command answers with: 0, done; 1, something is not in order; 2, wrong
 * usage; 3, could not run.
 */
@Command(
    name = "sluice",
    description =
        "Moves Kafka topics into a data lake and a data warehouse, exactly once, from one pipeline"
            + " file.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      InitCommand.class,
      ValidateCommand.class,
      PlanCommand.class,
      ExportCommand.class,
      StatusCommand.class,
      SqlCommand.class,
      VerifyCommand.class,
      BatchCommand.class,
      ReplayCommand.class,
      RollbackCommand.class,
      GenerationsCommand.class,
      TestCommand.class,
      MigrateCommand.class,
      RestoreCommand.class,
      VersionCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, and in order",
      "1:what was asked about is not in order",
      "2:wrong usage",
      "3:could not run"
    })
public final class Main implements Runnable {
  static final int NOT_IN_ORDER = 1;
  static final int COULD_NOT_RUN = 3;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @CommandLine.Option(
      names = "--debug",
      scope = CommandLine.ScopeType.INHERIT,
      description = "Prints stack traces; so does SLUICE_DEBUG=1.")
  private boolean debug;

  public static void main(String[] arguments) {
    System.exit(line().execute(arguments));
  }

  /** The command line, with its answers to failures. */
  static CommandLine line() {
    Main main = new Main();
    return new CommandLine(main)
        .setExecutionExceptionHandler((e, line, parsed) -> main.failed(e, line))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  private int failed(Exception e, CommandLine line) {
    if (debug || System.getenv("SLUICE_DEBUG") != null) {
      e.printStackTrace(line.getErr());
    }
    if (e instanceof MistakesException mistakes) {
      line.getErr().println(mistakes.getMessage());
      return NOT_IN_ORDER;
    }
    line.getErr().println("sluice: " + Failure.sentence(e));
    return COULD_NOT_RUN;
  }

  /** The version in the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"sluice " + (version == null ? "development" : version)};
    }
  }
}
