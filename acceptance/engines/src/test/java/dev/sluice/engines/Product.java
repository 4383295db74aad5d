// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The built command line, run in a folder. */
record Product(Path folder) {
  private static final Path BUILT = Path.of("..", "..", "cli/target/sluice").toAbsolutePath();

  Process start(Path output, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(List.of("-Xmx512m", "-Dsluice.home=" + BUILT));
    command.addAll(List.of("-cp", BUILT.resolve("lib") + "/*", "dev.sluice.cli.Main"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--home", folder.resolve("home").toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("SPARK_HOME", folder.resolve("spark").toString());
    return builder.start();
  }

  static String java() {
    return ProcessHandle.current().info().command().orElse("java");
  }

  /** What a command says that must work. */
  String said(String... arguments) throws Exception {
    Path output = Files.createTempFile(folder, "said", ".txt");
    int code = start(output, arguments).waitFor();
    String said = Files.readString(output);
    assertEquals(0, code, said);
    return said;
  }

  /** Writes the rows that a pipeline is fed with. */
  void orders(int count) throws IOException {
    StringBuilder rows = new StringBuilder("id,country,quantity,unit_price,ordered_at\n");
    for (int i = 0; i < count; i++) {
      rows.append(
          "%d,%s,%d,%d.%02d,2026-01-%02d %02d:30:00\n"
              .formatted(
                  i, List.of("AT", "DE", "FR").get(i % 3), i % 7 - 1, i % 90, i % 100, i % 28 + 1,
                  i % 24));
    }
    Files.writeString(folder.resolve("orders.csv"), rows);
  }

  /** Runs a pipeline over these rows. */
  Process up(Path output, Path pipeline) throws IOException {
    return start(
        output,
        "demo",
        "--data",
        folder.resolve("orders.csv").toString(),
        "--types",
        "unit_price:decimal(10,2)",
        "--pipeline",
        pipeline.toString());
  }

  /** Until all rows are in files of the lake and in the warehouse. */
  void awaitLanded(Process up, Path output, int rows) throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    String status = "";
    while (!status.matches("(?s)(.*\"rows\" *: *" + rows + "\\b){2}.*")) {
      assertTrue(up.isAlive() && System.nanoTime() < deadline, status + Files.readString(output));
      Thread.sleep(500);
      if (Files.readString(output).contains("starting again continues.")) {
        Path file = Files.createTempFile(folder, "status", ".json");
        start(file, "status", "--json").waitFor();
        status = Files.readString(file);
      }
    }
  }
}
