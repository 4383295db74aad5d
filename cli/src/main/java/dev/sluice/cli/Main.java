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
        "Moves Kafka topics into a data lake and a data warehouse, exactly once, from one pipeline file.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      InitCommand.class,
      ValidateCommand.class,
      StatusCommand.class,
      SqlCommand.class,
      VerifyCommand.class,
      VersionCommand.class
    })
public final class Main implements Runnable {
  static final int NOT_IN_ORDER = 1;
  static final int COULD_NOT_RUN = 3;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler((e, line, parsed) -> failed(e, line))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static int failed(Exception e, CommandLine line) {
    if ("1".equals(System.getenv("SLUICE_DEBUG"))) {
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
