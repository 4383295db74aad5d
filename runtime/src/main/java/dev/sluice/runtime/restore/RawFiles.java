// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.restore;

import dev.sluice.core.commit.Receipt;
import dev.sluice.core.commit.Receipt.LandedFile;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * Reads the records of a commit from its files, in the order of their offsets: the files of one
 * commit may belong to several table partitions, whose offsets interleave. Files are copied to this
 * machine first, and must be what was landed. Not thread-safe.
 */
public final class RawFiles implements AutoCloseable {
  private final Store store;
  private final Path folder;
  private final Connection duckdb;

  public RawFiles(Store store) throws IOException {
    this.store = store;
    this.folder = Files.createTempDirectory("sluice-restore");
    Properties properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    try {
      this.duckdb = DriverManager.getConnection("jdbc:duckdb:", properties);
      try (Statement statement = duckdb.createStatement()) {
        // A commit may be larger than memory; what does not fit is sorted beside the copies.
        statement.execute("SET memory_limit = '512MiB'");
        statement.execute("SET threads = 2");
        statement.execute("SET temp_directory = " + literal(folder.resolve("sort")));
      }
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Takes records one by one. */
  public interface Visitor {
    void visit(RawRecord record);
  }

  /**
   * Shows the records of a commit from one offset up to another.
   *
   * @throws UnavailableException if a file cannot be read now
   * @throws RefusedException if a file is not what was landed
   */
  public void read(Receipt receipt, long from, long until, Visitor visitor) {
    List<Path> copies = new ArrayList<>();
    try {
      for (LandedFile file : receipt.files()) {
        copies.add(copy(file, copies.size()));
      }
      if (!copies.isEmpty()) {
        read(copies, from, until, visitor);
      }
      for (Path copy : copies) {
        Files.delete(copy);
      }
    } catch (IOException | SQLException e) {
      throw new UnavailableException(
          "The files of offsets "
              + receipt.range().from()
              + " to "
              + (receipt.range().to() - 1)
              + " of "
              + receipt.range().partition()
              + " cannot be read from "
              + store.describe()
              + " ("
              + e.getMessage()
              + ").",
          e);
    }
  }

  private Path copy(LandedFile file, int number) throws IOException {
    Path copy = folder.resolve(number + ".parquet");
    CheckedInputStream in =
        new CheckedInputStream(store.open(new Location(file.path())), new CRC32C());
    try (in) {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    if (in.getChecksum().getValue() != file.crc32c()) {
      throw new RefusedException(
          store.describe()
              + "/"
              + file.path()
              + " has other bytes than were landed (checksums differ), so nothing of its commit is restored;"
              + " bring the file back from a copy, or leave its offsets out with --from and --until");
    }
    return copy;
  }

  private void read(List<Path> copies, long from, long until, Visitor visitor) throws SQLException {
    String files = copies.stream().map(RawFiles::literal).collect(Collectors.joining(", "));
    String sql =
        "SELECT \"offset\", coalesce(epoch_ms(\"timestamp\"), -1), key, value,"
            + " [h.name FOR h IN headers], [hex(h.value) FOR h IN headers] FROM read_parquet(["
            + files
            + "]) WHERE \"offset\" >= ? AND \"offset\" < ? ORDER BY \"offset\"";
    try (PreparedStatement query = duckdb.prepareStatement(sql)) {
      query.setLong(1, from);
      query.setLong(2, until);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          visitor.visit(
              new RawRecord(
                  rows.getLong(1),
                  rows.getLong(2),
                  rows.getBytes(3),
                  rows.getBytes(4),
                  headers(rows)));
        }
      }
    }
  }

  private static List<RawRecord.RawHeader> headers(ResultSet rows) throws SQLException {
    Object[] names = (Object[]) rows.getArray(5).getArray();
    if (names.length == 0) {
      return List.of();
    }
    Object[] values = (Object[]) rows.getArray(6).getArray();
    List<RawRecord.RawHeader> headers = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      byte[] value = values[i] == null ? null : HexFormat.of().parseHex((String) values[i]);
      headers.add(new RawRecord.RawHeader((String) names[i], value));
    }
    return headers;
  }

  private static String literal(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }

  @Override
  public void close() throws IOException {
    try {
      duckdb.close();
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(each);
        }
      }
    }
  }
}
