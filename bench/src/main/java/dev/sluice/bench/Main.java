// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;

/** Runs a benchmark by its name, in a folder that is removed when it has gone well. */
public final class Main {
  private Main() {}

  /**
   * Runs one benchmark.
   *
   * @param arguments folder of our plug-ins, name of the benchmark, and what of it: for {@code
   *     lake} which rows
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("sluice-bench-");
    Path plugins = Path.of(arguments[0]).toAbsolutePath();
    String rows = arguments.length > 2 && !arguments[2].equals("peers") ? arguments[2] : "avro";
    switch (arguments[1]) {
      case "lake" -> LakeBench.run(folder, plugins, rows);
      case "warehouse" -> WarehouseBench.run(folder, plugins);
      case "views" -> ViewsBench.run(folder, plugins, arguments.length > 2 ? arguments[2] : "");
      case "mariadb" -> MariaDbBench.run(folder, plugins);
      case "memory" -> MemoryBench.run(folder, plugins);
      case "streams" -> StreamsBench.run(folder, Arrays.asList(arguments).contains("peers"));
      case "batch" -> BatchBench.run(folder, plugins);
      case "replay" ->
          ReplayBench.run(
              folder, plugins.getParent(), arguments.length > 2 ? arguments[2] : "duckdb");
      case "demo" -> DemoBench.run(folder, plugins.getParent());
      default ->
          throw new IllegalArgumentException(
              "'"
                  + arguments[1]
                  + "' is no benchmark; there are lake, warehouse, views, mariadb, memory, streams, batch, replay, demo");
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
