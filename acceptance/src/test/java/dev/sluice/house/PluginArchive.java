// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.house;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarInputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * An archive for a worker's {@code plugin.path}, as the build has just made it.
 *
 * @param module the module that it is made of, {@code connect/lake}
 */
record PluginArchive(String module, Path file) {
  static PluginArchive of(String module) throws IOException {
    List<Path> found = new ArrayList<>();
    Path target = Sources.ROOT.resolve(module).resolve("target");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(target, "*-plug-in.zip")) {
      files.forEach(found::add);
    }
    if (found.size() != 1) {
      throw new IllegalStateException(
          "one archive was expected in " + target + ", but there is " + found + ": run mvn clean");
    }
    return new PluginArchive(module, found.get(0));
  }

  /** What it should contain. */
  Path list() {
    return Sources.ROOT.resolve(module).resolve("shipped-jars.txt");
  }

  /** Names of its jars in order, our own without the version. */
  List<String> jars() throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return entries(zip).stream()
          .map(entry -> Path.of(entry.getName()).getFileName().toString())
          .map(name -> name.replaceFirst("^(sluice-[a-z0-9-]+?)-\\d.*\\.jar$", "$1.jar"))
          .sorted()
          .toList();
    }
  }

  private static List<ZipEntry> entries(ZipFile zip) {
    List<ZipEntry> jars = new ArrayList<>();
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      ZipEntry entry = all.nextElement();
      if (!entry.isDirectory()) {
        jars.add(entry);
      }
    }
    return jars;
  }

  /** Every class with its contents, and of each content the jars that have it. */
  Map<String, Map<Long, List<String>>> classes() throws IOException {
    Map<String, Map<Long, List<String>>> homes = new TreeMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry jar : entries(zip)) {
        collect(zip, jar, homes);
      }
    }
    return homes;
  }

  private static void collect(ZipFile zip, ZipEntry jar, Map<String, Map<Long, List<String>>> homes)
      throws IOException {
    try (ZipInputStream content = new ZipInputStream(zip.getInputStream(jar))) {
      for (ZipEntry entry = content.getNextEntry(); entry != null; entry = content.getNextEntry()) {
        String name = entry.getName();
        boolean versioned = name.startsWith("META-INF/") || name.endsWith("module-info.class");
        if (name.endsWith(".class") && !versioned) {
          homes
              .computeIfAbsent(name, n -> new TreeMap<>())
              .computeIfAbsent(checksum(content), c -> new ArrayList<>())
              .add(jar.getName());
        }
      }
    }
  }

  private static long checksum(InputStream content) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content.readAllBytes());
    return checksum.getValue();
  }

  /** The version that our own jars in it tell. */
  List<String> ownVersions() throws IOException {
    List<String> versions = new ArrayList<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry jar : entries(zip)) {
        if (Path.of(jar.getName()).getFileName().toString().startsWith("sluice-")) {
          versions.add(version(zip.getInputStream(jar)));
        }
      }
    }
    return versions;
  }

  private static String version(InputStream jar) throws IOException {
    try (JarInputStream content = new JarInputStream(jar)) {
      return String.valueOf(
          content.getManifest().getMainAttributes().getValue("Implementation-Version"));
    }
  }
}
