// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.replay;

import dev.sluice.core.commit.Receipt;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.route.TablePartition;
import dev.sluice.core.shred.KafkaColumns.Part;
import dev.sluice.lake.formats.parquet.ParquetRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The rows of one commit of a lake table as records to be decoded: DuckDB puts the commit's files
 * together into one, in the order of offsets where the files have them, and its row groups are read
 * one after another. A record stands for a row; its value is nothing but a mark. Not thread-safe.
 */
final class CommitRows implements AutoCloseable {
  private static final String PREFIX = "_kafka_";
  private static final byte[] MARK = {1};
  private static final int ROWS_OF_A_GROUP = 20_480;

  private final Receipt receipt;
  private final Path file;
  private final Set<String> columns;
  private final Connection duckdb;
  private final ResultSet places;
  private final ParquetRows rows;
  private final List<Long> groups;
  private int group;
  private long next;

  private CommitRows(Receipt receipt, Path file, Set<String> columns, Connection duckdb)
      throws SQLException {
    this.receipt = receipt;
    this.file = file;
    this.columns = Set.copyOf(columns);
    this.duckdb = duckdb;
    this.next = receipt.range().from();
    this.places = duckdb.createStatement().executeQuery(placesOf());
    this.rows = ParquetRows.open(file, kafkaColumns());
    this.groups = rows.groups();
  }

  /**
   * Puts files together.
   *
   * @param files of the commit, on this machine; at least one
   * @param file where they are put together; removed at the end
   * @throws UnavailableException if they cannot be read
   * @throws RefusedException if they hold more or fewer rows than the receipt says
   */
  static CommitRows open(Receipt receipt, List<Path> files, Path file) {
    Properties streaming = new Properties();
    streaming.setProperty("jdbc_stream_results", "true");
    try {
      Files.createDirectories(file.getParent());
      Connection duckdb = DriverManager.getConnection("jdbc:duckdb:", streaming);
      try {
        CommitRows rows = new CommitRows(receipt, file, merge(duckdb, files, file), duckdb);
        rows.requireCount();
        return rows;
      } catch (SQLException | RuntimeException e) {
        duckdb.close();
        Files.deleteIfExists(file);
        throw e;
      }
    } catch (SQLException | IOException e) {
      throw new UnavailableException(
          "The files of " + described(receipt) + " cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private void requireCount() {
    long found = groups.stream().mapToLong(n -> n).sum();
    if (found != receipt.rows()) {
      rows.close();
      throw new RefusedException(
          "The files of "
              + described(receipt)
              + " hold "
              + found
              + " rows, and the receipt tells of "
              + receipt.rows()
              + ": sluice verify --deep says which file it is");
    }
  }

  private static Set<String> merge(Connection duckdb, List<Path> files, Path file)
      throws SQLException {
    String all =
        "SELECT * FROM read_parquet(["
            + files.stream().map(CommitRows::literal).collect(Collectors.joining(", "))
            + "], union_by_name = true, hive_partitioning = false)";
    Set<String> names = new TreeSet<>();
    try (Statement statement = duckdb.createStatement()) {
      // A commit may be larger than memory; what does not fit is sorted beside.
      statement.execute("SET memory_limit = '512MiB'");
      statement.execute("SET threads = 2");
      statement.execute("SET temp_directory = " + literal(Path.of(file + ".sort")));
      try (ResultSet described = statement.executeQuery("DESCRIBE " + all)) {
        while (described.next()) {
          names.add(described.getString(1));
        }
      }
      String offset = "\"" + name(Part.OFFSET) + "\"";
      statement.execute(
          "COPY ("
              + all
              + (names.contains(name(Part.OFFSET)) ? " ORDER BY " + offset : "")
              + ") TO "
              + literal(file)
              + " (FORMAT parquet, CODEC 'uncompressed', ROW_GROUP_SIZE "
              + ROWS_OF_A_GROUP
              + ")");
    }
    return names;
  }

  private String placesOf() {
    return "SELECT "
        + (has(Part.OFFSET) ? "\"" + name(Part.OFFSET) + "\"" : "-1")
        + ", "
        + (has(Part.TIMESTAMP) ? "coalesce(epoch_ms(\"" + name(Part.TIMESTAMP) + "\"), -1)" : "-1")
        + " FROM read_parquet("
        + literal(file)
        + ")";
  }

  /** Bytes of memory that the rows take, about. */
  long bytes() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UnavailableException(file + " cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /** Whether the files have a column of what Kafka says of a record. */
  boolean has(Part part) {
    return columns.contains(name(part));
  }

  private static String name(Part part) {
    return PREFIX + part.name().toLowerCase(Locale.ROOT);
  }

  private static Set<String> kafkaColumns() {
    return Arrays.stream(Part.values())
        .map(CommitRows::name)
        .collect(Collectors.toCollection(HashSet::new));
  }

  /**
   * The records of the next row group; empty behind the last one. Their offsets are those of the
   * files, or, where the files have none, numbers from the commit's first offset on.
   */
  Gathered next(MemoryBudget budget) {
    TopicPartition partition = receipt.range().partition();
    Gathered gathered = new Gathered(partition, new TablePartition("replay", ""), budget);
    if (!rows.nextGroup()) {
      return gathered;
    }
    long count = groups.get(group++);
    try {
      for (long row = 0; row < count && places.next(); row++) {
        long offset = has(Part.OFFSET) ? places.getLong(1) : next++;
        gathered.add(new Envelope(partition, offset, places.getLong(2), null, MARK, List.of()));
      }
      return gathered;
    } catch (SQLException e) {
      throw new UnavailableException(
          "The offsets of " + described(receipt) + " cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /** What the records of the row group that {@link #next} has told of are decoded from, once. */
  ParquetRows rows() {
    return rows;
  }

  private static String described(Receipt receipt) {
    return "offsets "
        + receipt.range().from()
        + " to "
        + (receipt.range().to() - 1)
        + " of "
        + receipt.range().partition();
  }

  private static String literal(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }

  @Override
  public void close() {
    rows.close();
    try {
      places.getStatement().close();
      duckdb.close();
      Files.deleteIfExists(file);
    } catch (SQLException | IOException e) {
      throw new UnavailableException(file + " cannot be removed (" + e.getMessage() + ")", e);
    }
  }
}
