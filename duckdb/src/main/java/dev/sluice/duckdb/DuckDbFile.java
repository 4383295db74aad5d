// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.duckdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A handle on one DuckDB file. All handles of one file in this process share one database and one
 * writer lock, whoever opened them; the file is let go when the last handle is closed.
 *
 * <p>Only JDK and driver types appear here, because plug-ins in class loaders of their own share
 * this class with the runtime. Thread-safe.
 */
public final class DuckDbFile implements AutoCloseable {
  /** System property: memory that DuckDB may use for one file, such as {@code 512MB}. */
  public static final String MEMORY = "sluice.duckdb.memory";

  /** Small enough for a laptop that also runs a broker; DuckDB spills to disk beyond it. */
  public static final String MEMORY_FALLBACK = "256MB";

  /** SQLSTATE of the exception that says another process has the file. */
  public static final String IN_USE = "55006";

  /**
   * What DuckDB's setting {@code disabled_optimizers} has to be wherever rows are joined. With the
   * filters that DuckDB 2.0.0 makes of one side of a join for the other, it misses rows of tables
   * that have lost many, keeps values that nobody wrote, and now and then ends the process.
   */
  public static final String UNSOUND_OPTIMIZERS = "join_filter_pushdown";

  private static final Map<Path, SharedDatabase> OPEN = new HashMap<>();

  private final SharedDatabase shared;
  private final AtomicBoolean closed = new AtomicBoolean();

  private DuckDbFile(SharedDatabase shared) {
    this.shared = shared;
  }

  /** {@link #open(Path, String)} with the memory that the system property names. */
  public static DuckDbFile open(Path file) throws SQLException {
    return open(file, System.getProperty(MEMORY, MEMORY_FALLBACK));
  }

  /**
   * Opens or joins the database in {@code file}, creating the file and its folder if they are
   * missing. What a killed process had committed is replayed from the write-ahead log.
   *
   * @param memory limit for the database, {@code 256MB}; counts only for the first handle of a file
   * @throws SQLException with {@link #IN_USE} if another process has the file; its message says
   *     which
   */
  public static DuckDbFile open(Path file, String memory) throws SQLException {
    Path canonical = canonical(file);
    synchronized (OPEN) {
      SharedDatabase shared = OPEN.get(canonical);
      if (shared == null) {
        shared = SharedDatabase.open(canonical, memory);
        OPEN.put(canonical, shared);
      }
      shared.handles++;
      return new DuckDbFile(shared);
    }
  }

  private static Path canonical(Path file) throws SQLException {
    try {
      Path absolute = file.toAbsolutePath().normalize();
      Path folder = Files.createDirectories(absolute.getParent()).toRealPath();
      Path inFolder = folder.resolve(absolute.getFileName());
      return Files.exists(inFolder) ? inFolder.toRealPath() : inFolder;
    } catch (IOException e) {
      throw new SQLException(
          "The folder of the DuckDB file " + file + " cannot be made or read: " + e.getMessage(),
          "58030",
          e);
    }
  }

  public Path path() {
    return shared.path();
  }

  /** A new connection on the same database, in UTC; the caller closes it. */
  public Connection connect() throws SQLException {
    if (closed.get()) {
      throw new SQLException("The handle on " + path() + " has been closed", "08003");
    }
    return shared.connect();
  }

  /**
   * Held around each writing transaction, from its begin to its commit, by every writer of the
   * file: DuckDB fails the later of two transactions that touch the same rows, so they take turns.
   * Fair.
   */
  public ReentrantLock writer() {
    return shared.writer();
  }

  /**
   * Held by who makes a table beside the writers, in transactions that touch no rows that they
   * touch; taken before {@link #writer}, where both are. Fair.
   */
  public ReentrantLock maker() {
    return shared.maker();
  }

  /** Gives this handle up; connections made from it must have been closed. Idempotent. */
  @Override
  public void close() throws SQLException {
    if (closed.compareAndSet(false, true)) {
      synchronized (OPEN) {
        if (--shared.handles == 0) {
          OPEN.remove(shared.path());
          shared.close();
        }
      }
    }
  }
}
