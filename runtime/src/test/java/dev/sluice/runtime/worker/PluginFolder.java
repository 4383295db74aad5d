// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.worker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.kafka.connect.sink.SinkConnector;

/** A plug-in path with one archive that holds {@link LineSinkConnector}. */
final class PluginFolder {
  private PluginFolder() {}

  static List<Path> make(Path root) throws IOException {
    Path plugin = Files.createDirectories(root.resolve("plugins").resolve("lines"));
    try (JarOutputStream jar =
        new JarOutputStream(Files.newOutputStream(plugin.resolve("lines.jar")))) {
      add(jar, LineSinkConnector.class);
      add(jar, LineSinkTask.class);
      jar.putNextEntry(new JarEntry("META-INF/services/" + SinkConnector.class.getName()));
      jar.write(LineSinkConnector.class.getName().getBytes(StandardCharsets.UTF_8));
    }
    return List.of(plugin.getParent());
  }

  private static void add(JarOutputStream jar, Class<?> type) throws IOException {
    String path = type.getName().replace('.', '/') + ".class";
    jar.putNextEntry(new JarEntry(path));
    try (InputStream bytes = type.getClassLoader().getResourceAsStream(path)) {
      bytes.transferTo(jar);
    }
  }
}
