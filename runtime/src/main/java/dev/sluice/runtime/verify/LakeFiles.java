// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.verify;

import dev.sluice.core.commit.Ledger;
import dev.sluice.core.commit.Receipt.LandedFile;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/** A lake table's files beside its receipts: all there, whole, and no others. */
public final class LakeFiles {
  /** What a commit lists becomes visible at once; a file that has not after this is missing. */
  private static final Duration PUBLISHED = Duration.ofSeconds(5);

  private final Store store;
  private final Ledger ledger;
  private final RowCount rows;
  private final boolean deep;
  private final boolean metadata;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param rows counts the rows of its files
   * @param deep whether every file is read
   * @param metadata whether metadata of a table lies beside them
   */
  public LakeFiles(Store store, Ledger ledger, RowCount rows, boolean deep, boolean metadata) {
    this.metadata = metadata;
    this.store = store;
    this.ledger = ledger;
    this.rows = rows;
    this.deep = deep;
  }

  /** Looks at every file. */
  public Check check() {
    Map<String, LandedFile> landed = new HashMap<>();
    try {
      // First the files, then the receipts: a file is listed before it becomes visible.
      Map<String, Long> visible = visible();
      ledger.receipts().stream()
          .flatMap(receipt -> receipt.files().stream())
          .forEach(file -> landed.put(file.path(), file));
      for (String path : visible.keySet()) {
        if (!landed.containsKey(path)) {
          find(
              path,
              "no commit has listed this file, so readers see rows that were never landed;"
                  + " move it out of the table's folder");
        }
      }
      Map<String, Long> sizes = complete(visible, landed.keySet());
      landed.values().forEach(file -> compare(file, sizes.get(file.path())));
    } catch (IOException e) {
      find("", "the files cannot be listed: " + e);
    }
    long bytes = landed.values().stream().mapToLong(LandedFile::bytes).sum();
    String read = deep ? ", every one read again" : "";
    return findings.isEmpty()
        ? Check.holds(
            ledger.name(),
            String.format("%,d files, %,d bytes, all as recorded%s", landed.size(), bytes, read))
        : new Check(List.of(), findings);
  }

  /**
   * Sizes of files that readers of the table see; names that begin with _ or . are none of theirs,
   * but for partitions of columns whose names do.
   */
  private Map<String, Long> visible() throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    for (StoredFile file : store.files(Location.root())) {
      boolean ofTable = metadata && file.at().path().startsWith("metadata/");
      if (!ofTable && forReaders(file.at())) {
        sizes.put(file.at().path(), file.bytes());
      }
    }
    return sizes;
  }

  private static boolean forReaders(Location file) {
    return Arrays.stream(file.path().split("/"))
        .noneMatch(name -> name.startsWith(".") || (name.startsWith("_") && !name.contains("=")));
  }

  /** Looks again for a while, if files are listed that cannot be seen yet. */
  private Map<String, Long> complete(Map<String, Long> visible, Set<String> landed)
      throws IOException {
    Map<String, Long> sizes = visible;
    long deadline = System.nanoTime() + PUBLISHED.toNanos();
    while (!sizes.keySet().containsAll(landed) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
      sizes = visible();
    }
    return sizes;
  }

  private void compare(LandedFile file, Long bytes) {
    if (bytes == null) {
      find(
          file.path(),
          "is gone, with " + file.rows() + " rows; restore it, or land the topic anew elsewhere");
    } else if (bytes != file.bytes()) {
      find(file.path(), "has " + bytes + " bytes, and was landed with " + file.bytes());
    } else if (deep) {
      try {
        read(file);
      } catch (IOException e) {
        find(file.path(), "cannot be read: " + e);
      }
    }
  }

  /** Through a copy, because the reader that counts rows knows no stores. */
  private void read(LandedFile file) throws IOException {
    Path copy = Files.createTempFile("sluice-verify", ending(file));
    try {
      CheckedInputStream in =
          new CheckedInputStream(store.open(new Location(file.path())), new CRC32C());
      try (in) {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      }
      if (in.getChecksum().getValue() != file.crc32c()) {
        find(file.path(), "has other bytes than were landed (checksums differ)");
      } else {
        count(file, copy);
      }
    } finally {
      Files.delete(copy);
    }
  }

  /** The file's own name ends the copy's, because it tells format and codec. */
  private static String ending(LandedFile file) {
    String name = file.path().substring(file.path().lastIndexOf('/') + 1);
    return name.substring(Math.max(name.indexOf('.'), 0));
  }

  private void count(LandedFile file, Path path) {
    try {
      OptionalLong count = rows.in(path);
      if (count.isPresent() && count.getAsLong() != file.rows()) {
        find(
            file.path(),
            "holds " + count.getAsLong() + " rows, and was landed with " + file.rows());
      }
    } catch (IOException e) {
      find(file.path(), "cannot be read: " + e.getMessage());
    }
  }

  private void find(String path, String what) {
    findings.add(new Finding(ledger.name() + " " + store.describe() + "/" + path, what));
  }
}
