// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.batch;

import dev.sluice.core.commit.Receipt.LandedFile;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The files of a snapshot as paths of this machine: where they lie if the lake is a folder, else
 * copies, because engines know no stores and no credentials of ours.
 */
final class LocalFiles {
  /** What a commit lists becomes visible at once; a file that has not after this is missing. */
  private static final Duration PUBLISHED = Duration.ofSeconds(10);

  private LocalFiles() {}

  /**
   * @param location the lake table's, a folder's path or the address of a store
   * @param copies an empty folder
   * @throws UnavailableException if a file cannot be read now
   */
  static List<Path> of(LakeSnapshot snapshot, Store store, String location, Path copies) {
    List<Path> paths = new ArrayList<>();
    for (LandedFile file : snapshot.files()) {
      paths.add(
          location.contains("://")
              ? copy(file, store, copies.resolve(paths.size() + ".parquet"))
              : inPlace(Path.of(location).resolve(file.path())));
    }
    return paths;
  }

  private static Path inPlace(Path path) {
    long deadline = System.nanoTime() + PUBLISHED.toNanos();
    while (!Files.exists(path)) {
      if (System.nanoTime() > deadline) {
        throw new UnavailableException(
            path + " is listed by a commit, and not there: sluice verify tells more", null);
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    return path;
  }

  private static Path copy(LandedFile file, Store store, Path copy) {
    long deadline = System.nanoTime() + PUBLISHED.toNanos();
    while (true) {
      try (var in = store.open(new Location(file.path()))) {
        Files.copy(in, copy);
        return copy;
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw new UnavailableException(
              store.describe() + "/" + file.path() + " cannot be read (" + e.getMessage() + ")", e);
        }
        LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
      }
    }
  }
}
