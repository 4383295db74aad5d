// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import dev.sluice.runtime.home.Home;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The folder that a run keeps everything in. */
final class HomeOption {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      defaultValue = "sluice-data",
      description =
          "Folder for everything this run keeps; delete it to start afresh (default: ${DEFAULT-VALUE}).")
  private Path folder;

  Home home() {
    return new Home(folder.toAbsolutePath().normalize());
  }
}
