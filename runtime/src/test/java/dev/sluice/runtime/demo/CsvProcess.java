// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.demo;

import dev.sluice.decoders.registry.RegistryClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A publisher in a process of its own, to be killed. */
final class CsvProcess {
  private CsvProcess() {}

  /**
   * Publishes a file; prints a line at every change of what has been published, and at last why it
   * ended.
   */
  public static void main(String[] arguments) throws Exception {
    CsvPublisher.Target target =
        new CsvPublisher.Target(
            Map.of("bootstrap.servers", arguments[0]), "kills", "kills", "kills-dead-letters");
    CsvTable table = CsvTable.read(List.of(Path.of(arguments[2])), Map.of());
    RegistryClient registry = new RegistryClient(List.of(arguments[1]), "");
    try (CsvPublisher publisher = CsvPublisher.start(target, registry, table)) {
      Thread progress = new Thread(() -> print(publisher), "progress");
      progress.setDaemon(true);
      progress.start();
      System.out.println("end " + publisher.awaitEnd().orElse("all"));
    }
  }

  private static void print(CsvPublisher publisher) {
    long shown = 0;
    while (true) {
      long now = publisher.published();
      if (now != shown) {
        System.out.println(now);
        shown = now;
      }
      Thread.onSpinWait();
    }
  }

  static Process start(String bootstrapServers, String registryUrl, Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            CsvProcess.class.getName(),
            bootstrapServers,
            registryUrl,
            file.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}
