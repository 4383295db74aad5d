// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The built command line, in a process of its own.
 *
 * @param output what it prints
 */
record Product(Process process, Path output) implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("this process +(http://\\S+)");

  /**
   * Starts it.
   *
   * @param home the built product: lib and plugins
   * @param folder where it works, and its output is kept
   * @param jvm options of its JVM
   */
  static Product start(Path home, Path folder, String name, List<String> jvm, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(jvm);
    command.add("-Dsluice.home=" + home);
    command.addAll(List.of("-cp", home.resolve("lib") + "/*", "dev.sluice.cli.Main"));
    command.addAll(List.of(arguments));
    Path output = folder.resolve(name + ".log");
    return new Product(
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start(),
        output);
  }

  /** The address of its HTTP interface; empty until it has said so. */
  Optional<URI> address() throws IOException {
    Matcher found = ADDRESS.matcher(Files.readString(output));
    return found.find() ? Optional.of(URI.create(found.group(1))) : Optional.empty();
  }

  /** Fails when it has ended, or a moment has come. */
  void requireAlive(long deadline) throws IOException {
    if (!process.isAlive() || System.nanoTime() > deadline) {
      throw new IOException("it did not get to the end: " + Files.readString(output));
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
