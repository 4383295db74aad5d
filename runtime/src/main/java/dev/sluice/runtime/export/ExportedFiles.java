// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an export consists of.
 *
 * @param texts content by the path below the export's folder
 */
public record ExportedFiles(Map<String, String> texts) {
  public ExportedFiles {
    texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
  }

  /**
   * Writes them. Files that are there already are somebody's work by now, and left as they are.
   *
   * @return the paths written
   * @throws IOException also if one of the files is there already
   */
  public List<Path> write(Path folder) throws IOException {
    for (String path : texts.keySet()) {
      if (Files.exists(folder.resolve(path))) {
        throw new IOException(
            folder.resolve(path) + " is there already: remove it, or export to another folder");
      }
    }
    List<Path> written = new ArrayList<>();
    for (Map.Entry<String, String> file : texts.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      written.add(Files.writeString(path, file.getValue(), StandardOpenOption.CREATE_NEW));
    }
    return written;
  }
}
