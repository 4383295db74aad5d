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
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Files of a lake as paths of this machine: where they lie if the lake is a folder, else copies,
 * because engines know no stores and no credentials of ours.
 */
public final class LocalFiles implements AutoCloseable {
  /** What a commit lists becomes visible at once; a file that has not after this is missing. */
  private static final Duration PUBLISHED = Duration.ofSeconds(10);

  private final Store store;
  private final String location;
  private final Path copies;
  private final List<Path> made = new ArrayList<>();
  private int number;

  /**
   * @param location the lake table's, a folder's path or the address of a store
   * @param copies a folder for copies of this object alone
   */
  public LocalFiles(Store store, String location, Path copies) {
    this.store = store;
    this.location = location;
    this.copies = copies;
  }

  /**
   * The paths of files, in their order.
   *
   * @throws UnavailableException if a file cannot be read now
   */
  public List<Path> of(List<LandedFile> files) {
    List<Path> paths = new ArrayList<>();
    for (LandedFile file : files) {
      paths.add(
          location.contains("://") ? copy(file) : inPlace(Path.of(location).resolve(file.path())));
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

  private Path copy(LandedFile file) {
    long deadline = System.nanoTime() + PUBLISHED.toNanos();
    Path copy = copies.resolve(number++ + ".parquet");
    while (true) {
      try {
        Files.createDirectories(copies);
        try (var in = store.open(new Location(file.path()))) {
          Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        made.add(copy);
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

  /** Removes the copies made so far. */
  public void forget() {
    for (Path copy : made) {
      try {
        Files.deleteIfExists(copy);
      } catch (IOException e) {
        throw new UnavailableException("The copy " + copy + " cannot be removed", e);
      }
    }
    made.clear();
  }

  @Override
  public void close() {
    forget();
  }
}
