// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.streams.trial.CaseResult;
import dev.sluice.streams.trial.Trials;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice test [FILE...]}. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footerHeading = "%nExample:%n",
    footer = {"  sluice test examples/streams"},
    description = {
      "Runs views against cases in YAML: records in, rows and rejects out. No broker is needed.",
      "1 if a case has another result than expected."
    })
final class TestCommand implements Callable<Integer> {
  private static final String ENDING = ".test.yaml";

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description =
          "Files of cases, or folders to look for files that end in .test.yaml; this folder if left"
              + " out.")
  private List<Path> files = List.of(Path.of("."));

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    List<CaseResult> results = new ArrayList<>();
    try (Trials trials = new Trials()) {
      for (Path file : found()) {
        results.addAll(trials.run(file));
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(results));
    } else {
      print(out, results);
    }
    out.flush();
    return results.stream().allMatch(CaseResult::passed) ? 0 : Main.NOT_IN_ORDER;
  }

  private List<Path> found() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path file : files) {
      if (Files.isDirectory(file)) {
        try (Stream<Path> below = Files.walk(file)) {
          below.filter(path -> path.toString().endsWith(ENDING)).sorted().forEach(found::add);
        }
      } else if (Files.isRegularFile(file)) {
        found.add(file);
      } else {
        throw new RefusedException("There is no file " + file);
      }
    }
    if (found.isEmpty()) {
      throw new RefusedException(
          "No file that ends in " + ENDING + " was found; docs/streams.md shows how to write one");
    }
    return found;
  }

  private static void print(PrintWriter out, List<CaseResult> results) {
    double millis = 0;
    for (CaseResult result : results) {
      millis += result.millis();
      if (!result.passed()) {
        out.printf("FAILED  %s:%d  %s%n", result.file(), result.line(), result.name());
        result.differences().forEach(line -> out.printf("        %s%n", line));
      }
    }
    long failed = results.stream().filter(result -> !result.passed()).count();
    if (failed > 0) {
      out.println("(- was expected and is not there, + is there and was not expected)");
    }
    out.printf("%d cases, %d failed, %.0f ms%n", results.size(), failed, millis);
  }
}
