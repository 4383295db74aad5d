// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Runs a benchmark by its name, in a folder that is removed when it has gone well. */
public final class Main {
  private Main() {}

  /**
   * Runs one benchmark.
   *
   * @param arguments name of the benchmark, folder of our plug-ins
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("sluice-bench-");
    Path plugins = Path.of(arguments[1]).toAbsolutePath();
    switch (arguments[0]) {
      case "lake" -> LakeBench.run(folder, plugins);
      case "warehouse" -> WarehouseBench.run(folder, plugins);
      case "memory" -> MemoryBench.run(folder, plugins);
      case "demo" -> DemoBench.run(folder, plugins.getParent());
      default ->
          throw new IllegalArgumentException(
              "'" + arguments[0] + "' is no benchmark; there are lake, warehouse, memory, demo");
    }
    remove(folder);
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(Main::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
