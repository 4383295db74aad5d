// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The one folder that everything a laptop run leaves behind lives in; deleting it starts afresh.
 */
public record Home(Path folder) {
  /** Where the embedded broker keeps its log. */
  public Path broker() {
    return folder.resolve("broker");
  }

  /** What relative lake locations and DuckDB files are relative to. */
  public Path data() {
    return folder;
  }

  private Path runs() {
    return folder.resolve("run");
  }

  /** Announces a process to later commands. */
  public void announce(Running running) throws IOException {
    Files.createDirectories(runs());
    Path file = runs().resolve(running.pid() + ".json");
    Path draft = runs().resolve(running.pid() + ".draft");
    Files.writeString(draft, running.toJson());
    Files.move(draft, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  /** Takes the announcement back. */
  public void withdraw(Running running) throws IOException {
    Files.deleteIfExists(runs().resolve(running.pid() + ".json"));
  }

  /** A living process that works on this folder; announcements of dead ones are removed. */
  public Optional<Running> running() throws IOException {
    if (!Files.isDirectory(runs())) {
      return Optional.empty();
    }
    List<Path> files;
    try (Stream<Path> listed = Files.list(runs())) {
      files =
          new ArrayList<>(
              listed.filter(file -> file.toString().endsWith(".json")).sorted().toList());
    }
    Optional<Running> found = Optional.empty();
    for (Path file : files) {
      Running running = Running.fromJson(Files.readString(file));
      if (ProcessHandle.of(running.pid()).filter(ProcessHandle::isAlive).isEmpty()) {
        Files.deleteIfExists(file);
      } else if (found.isEmpty()) {
        found = Optional.of(running);
      }
    }
    return found;
  }
}
