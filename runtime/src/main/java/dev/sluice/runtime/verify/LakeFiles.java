// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.verify;

import dev.sluice.core.commit.Ledger;
import dev.sluice.core.commit.Receipt.LandedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** A lake table's files beside its receipts: all there, whole, and no others. */
public final class LakeFiles {
  /** What a commit lists becomes visible at once; a file that has not after this is missing. */
  private static final Duration PUBLISHED = Duration.ofSeconds(5);

  private final Path folder;
  private final Ledger ledger;
  private final boolean deep;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param folder the table's
   * @param deep whether every file is read
   */
  public LakeFiles(Path folder, Ledger ledger, boolean deep) {
    this.folder = folder;
    this.ledger = ledger;
    this.deep = deep;
  }

  /** Looks at every file. */
  public Check check() {
    // First the folder, then the receipts: a file is listed before it becomes visible.
    List<String> visible = visible();
    Map<String, LandedFile> landed = new HashMap<>();
    ledger.receipts().stream()
        .flatMap(receipt -> receipt.files().stream())
        .forEach(file -> landed.put(file.path(), file));
    for (String path : visible) {
      if (!landed.containsKey(path)) {
        find(
            path,
            "no commit has listed this file, so readers see rows that were never landed;"
                + " move it out of the table's folder");
      }
    }
    landed.values().forEach(this::compare);
    long bytes = landed.values().stream().mapToLong(LandedFile::bytes).sum();
    String read = deep ? ", every one read again" : "";
    return findings.isEmpty()
        ? Check.holds(
            ledger.name(),
            String.format("%,d files, %,d bytes, all as recorded%s", landed.size(), bytes, read))
        : new Check(List.of(), findings);
  }

  /** Files that readers of the table see; names that begin with _ or . are none of theirs. */
  private List<String> visible() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(folder::relativize)
          .filter(LakeFiles::forReaders)
          .map(path -> path.toString().replace('\\', '/'))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      find("", "the folder cannot be read: " + e);
      return List.of();
    }
  }

  private static boolean forReaders(Path relative) {
    for (Path name : relative) {
      if (name.toString().startsWith("_") || name.toString().startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  private void compare(LandedFile file) {
    Path path = folder.resolve(file.path());
    long deadline = System.nanoTime() + PUBLISHED.toNanos();
    while (!Files.exists(path) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    try {
      long bytes = Files.size(path);
      if (bytes != file.bytes()) {
        find(file.path(), "has " + bytes + " bytes, and was landed with " + file.bytes());
      } else if (deep) {
        read(file, path);
      }
    } catch (NoSuchFileException e) {
      find(
          file.path(),
          "is gone, with " + file.rows() + " rows; restore it, or land the topic anew elsewhere");
    } catch (IOException e) {
      find(file.path(), "cannot be looked at: " + e);
    }
  }

  private void read(LandedFile file, Path path) throws IOException {
    CRC32C crc = new CRC32C();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(path)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        crc.update(buffer, 0, n);
      }
    }
    if (crc.getValue() != file.crc32c()) {
      find(file.path(), "has other bytes than were landed (checksums differ)");
    } else {
      count(file, path);
    }
  }

  /** By another reader than the writer's own library. */
  private void count(LandedFile file, Path path) {
    String literal = "'" + path.toString().replace("'", "''") + "'";
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement();
        ResultSet count =
            statement.executeQuery(
                "SELECT count(*), bit_xor(hash(COLUMNS(*))) FROM read_parquet(" + literal + ")")) {
      count.next();
      if (count.getLong(1) != file.rows()) {
        find(
            file.path(), "holds " + count.getLong(1) + " rows, and was landed with " + file.rows());
      }
    } catch (SQLException e) {
      find(file.path(), "cannot be read: " + e.getMessage());
    }
  }

  private void find(String path, String what) {
    findings.add(new Finding(ledger.name() + " " + folder.resolve(path), what));
  }
}
