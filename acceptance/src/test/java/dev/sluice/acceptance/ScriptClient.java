// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The registry's client for JavaScript, a program of its own. */
final class ScriptClient {
  private static final String MODULE = "@confluentinc/schemaregistry";

  /** Where Node.js looks for modules. */
  private static final String FOLDERS = "NODE_PATH";

  private final Path script;

  private ScriptClient(Path script) {
    this.script = script;
  }

  /** Lays the program into a folder; without the client on this machine the test is skipped. */
  static ScriptClient in(Path folder) throws IOException {
    boolean there =
        Arrays.stream(Optional.ofNullable(System.getenv(FOLDERS)).orElse("").split(":"))
            .filter(path -> !path.isEmpty())
            .anyMatch(path -> Files.isDirectory(Path.of(path).resolve(MODULE)));
    if (!there) {
      System.err.println(
          "SKIPPED: the test with the registry's client for JavaScript, because "
              + MODULE
              + " is in no folder of "
              + FOLDERS
              + "; npm install "
              + MODULE
              + " brings it");
    }
    Assumptions.assumeTrue(there, MODULE + " is not installed");
    Path script = folder.resolve("client.cjs");
    try (InputStream resource = ScriptClient.class.getResourceAsStream("/foreign/client.cjs")) {
      Files.copy(resource, script);
    }
    return new ScriptClient(script);
  }

  /** Runs it and answers the lines that it prints. */
  List<String> run(String command, String registry, String input)
      throws IOException, InterruptedException {
    Path output = script.resolveSibling(command + ".txt");
    Process node =
        new ProcessBuilder("node", script.toString(), command, registry)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try (var in = node.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    if (node.waitFor() != 0) {
      throw new IOException(Files.readString(output));
    }
    return Files.readAllLines(output);
  }
}
