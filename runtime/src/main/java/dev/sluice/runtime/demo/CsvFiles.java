// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.demo;

import dev.sluice.core.failure.RefusedException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Finds the CSV files that a user means. */
public final class CsvFiles {
  private CsvFiles() {}

  /**
   * The files named, in alphabetical order.
   *
   * @param names files, folders (all their .csv files), and patterns such as {@code data/*.csv}
   * @throws RefusedException if a name stands for no file
   */
  public static List<Path> named(List<String> names) throws IOException {
    TreeSet<Path> files = new TreeSet<>();
    for (String name : names) {
      List<Path> found = one(name);
      if (found.isEmpty()) {
        throw new RefusedException(
            "There is no CSV file '"
                + name
                + "'. Name files, a folder, or a pattern in quotes such as 'data/*.csv'.");
      }
      files.addAll(found);
    }
    return List.copyOf(files);
  }

  private static List<Path> one(String name) throws IOException {
    int slash = name.lastIndexOf('/');
    String last = name.substring(slash + 1);
    if (last.contains("*") || last.contains("?")) {
      return matching(Path.of(slash < 0 ? "." : name.substring(0, slash + 1)), last);
    }
    Path path = Path.of(name);
    if (Files.isDirectory(path)) {
      return matching(path, "*.csv");
    }
    return Files.isRegularFile(path) ? List.of(path.toAbsolutePath().normalize()) : List.of();
  }

  private static List<Path> matching(Path folder, String pattern) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern)) {
      for (Path file : found) {
        if (Files.isRegularFile(file)) {
          files.add(file.toAbsolutePath().normalize());
        }
      }
    }
    return files;
  }
}
