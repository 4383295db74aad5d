// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.demo;

import dev.sluice.runtime.StartupException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The example pipeline, as users start from it. */
public final class Starter {
  /** Its files. */
  public static final List<String> FILES =
      List.of(
          "pipeline.yaml", "views/sales_by_country_minute.sql", "views/sales_by_country_day.sql");

  private Starter() {}

  /**
   * Writes the files.
   *
   * @return what was written
   * @throws StartupException if one of them is there already; nothing is written then
   */
  public static List<Path> writeNew(Path folder) throws IOException {
    for (String name : FILES) {
      if (Files.exists(folder.resolve(name))) {
        throw new StartupException(
            folder.resolve(name)
                + " is there already and is not overwritten; name another folder: sluice init DIR");
      }
    }
    return writeMissing(folder);
  }

  /** Writes those files that are not there. */
  public static List<Path> writeMissing(Path folder) throws IOException {
    List<Path> written = new ArrayList<>();
    for (String name : FILES) {
      Path target = folder.resolve(name);
      if (!Files.exists(target)) {
        Files.createDirectories(target.getParent());
        Files.write(target, content(name));
        written.add(target);
      }
    }
    return written;
  }

  /** A file's content. */
  static byte[] content(String name) throws IOException {
    try (InputStream in = Starter.class.getResourceAsStream("starter/" + name)) {
      return in.readAllBytes();
    }
  }
}
