// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The project's own Java files. */
final class Sources {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern NAMELESS =
      Pattern.compile(
          "\\b(class|record|interface|enum) \\w*(Util|Utils|Helper|Helpers|Common|Manager|Impl)\\b");

  private Sources() {}

  static List<Path> java() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> ROOT.relativize(file).toString().contains("src/"))
          .filter(file -> !ROOT.relativize(file).toString().contains("target/"))
          .sorted()
          .toList();
    }
  }

  /** Whether it declares a type whose name says nothing. */
  static boolean hasNamelessType(String source) {
    return source
        .lines()
        .filter(line -> !line.trim().startsWith("*"))
        .anyMatch(Sources::isNameless);
  }

  private static boolean isNameless(String line) {
    return NAMELESS.matcher(line).find();
  }
}
