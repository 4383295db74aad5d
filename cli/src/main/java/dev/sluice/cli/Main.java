// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.runtime.StartupException;
import dev.sluice.runtime.pipeline.MistakesException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
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
      VerifyCommand.class
    })
public final class Main implements Runnable {
  static final int NOT_IN_ORDER = 1;
  static final int COULD_NOT_RUN = 3;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Main())
            .setExecutionExceptionHandler((e, line, parsed) -> failed(e, line))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  private static int failed(Exception e, CommandLine line) {
    if (System.getenv("SLUICE_DEBUG") != null) {
      e.printStackTrace(line.getErr());
    }
    if (e instanceof MistakesException mistakes) {
      line.getErr().println(mistakes.getMessage());
      return NOT_IN_ORDER;
    }
    line.getErr().println("sluice: " + sentence(e));
    return COULD_NOT_RUN;
  }

  private static String sentence(Exception e) {
    if (e instanceof NoSuchFileException missing) {
      return "there is no file " + missing.getFile();
    }
    boolean spoken =
        e instanceof StartupException || e instanceof RefusedException || e instanceof IOException;
    return spoken && e.getMessage() != null
        ? e.getMessage()
        : e + " (set SLUICE_DEBUG=1 for the stack trace)";
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
