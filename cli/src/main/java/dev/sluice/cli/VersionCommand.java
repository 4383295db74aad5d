// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Spec;

/** {@code sluice version}. */
@Command(name = "version", description = "Prints the version of this program and of its Java.")
final class VersionCommand implements Runnable {
  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    for (String line : new Main.Version().getVersion()) {
      out.println(line);
    }
    out.printf(
        "java %s (%s)%n", System.getProperty("java.version"), System.getProperty("java.vendor"));
    out.flush();
  }
}
