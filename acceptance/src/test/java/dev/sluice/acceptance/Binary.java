// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * The built product, run as users run it: its own JVM, its own libraries and plug-ins. Output goes
 * to a file beside the home folder, so that nothing is lost when the process is killed.
 */
final class Binary implements AutoCloseable {
  private final Process process;
  private final Path output;

  private Binary(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts {@code sluice ARGUMENTS} in {@code folder}; its output is appended to {@code
   * folder/output.txt}.
   */
  static Binary start(Path folder, List<String> arguments) throws IOException {
    return start(folder, folder.resolve("output.txt"), arguments);
  }

  static Binary start(Path folder, Path output, List<String> arguments) throws IOException {
    return start(folder, output, List.of(), arguments);
  }

  /**
   * @param before the command that starts the JVM's command
   */
  static Binary start(Path folder, Path output, List<String> before, List<String> arguments)
      throws IOException {
    Path home = Path.of("..", "cli", "target", "sluice").toAbsolutePath().normalize();
    List<String> command = new ArrayList<>(before);
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of(
            "-Xms64m",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-Dsluice.home=" + home,
            "-cp",
            home.resolve("lib") + "/*",
            "dev.sluice.cli.Main"));
    command.addAll(arguments);
    Files.createDirectories(folder);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    return new Binary(process, output);
  }

  /** Runs a command to its end. */
  static Finished run(Path folder, String... arguments) throws IOException, InterruptedException {
    Path output = Files.createTempFile("sluice-run", ".txt");
    try (Binary binary = start(folder, output, List.of(arguments))) {
      if (!binary.process.waitFor(120, TimeUnit.SECONDS)) {
        throw new IOException(
            "'sluice "
                + String.join(" ", arguments)
                + "' has not ended: "
                + Files.readString(output));
      }
      return new Finished(binary.process.exitValue(), Files.readString(output));
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /** A command that has ended. */
  record Finished(int exitCode, String output) {}

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  /** Waits until the output shows what is asked for. */
  void await(Predicate<String> shown, Duration longest) throws IOException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!shown.test(output())) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("not shown within " + longest + "; the output is:\n" + output());
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  /** {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** {@code kill -STOP}: it stands still, and knows nothing of it. */
  void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** {@code kill -CONT}. */
  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    int exitCode =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (exitCode != 0) {
      throw new IOException("kill -" + name + " has answered " + exitCode);
    }
  }

  /** What Ctrl-C does. */
  int stop() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IOException("has not stopped within 60 s; the output is:\n" + output());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
