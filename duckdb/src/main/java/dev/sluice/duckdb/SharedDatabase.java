// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.duckdb;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/** The one database of a file, behind all of its handles. */
final class SharedDatabase {
  private static final Pattern HOLDER = Pattern.compile("\\(PID (\\d+)\\)");
  private static final String THREADS = "2";

  private final Path path;
  private final DuckDBConnection root;
  private final ReentrantLock writer = new ReentrantLock(true);
  private final ReentrantLock maker = new ReentrantLock(true);

  /** Guarded by the lock of the map that holds this. */
  int handles;

  private SharedDatabase(Path path, DuckDBConnection root) {
    this.path = path;
    this.root = root;
  }

  static SharedDatabase open(Path path, String memory) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("autoinstall_known_extensions", "false");
    properties.setProperty("autoload_known_extensions", "false");
    properties.setProperty("memory_limit", memory);
    properties.setProperty("threads", THREADS);
    properties.setProperty("disabled_optimizers", DuckDbFile.UNSOUND_OPTIMIZERS);
    try {
      Connection root = new DuckDBDriver().connect("jdbc:duckdb:" + path, properties);
      return new SharedDatabase(path, root.unwrap(DuckDBConnection.class));
    } catch (SQLException e) {
      throw explain(path, e);
    }
  }

  private static SQLException explain(Path path, SQLException e) {
    String message = String.valueOf(e.getMessage());
    if (!message.contains("Could not set lock")) {
      return new SQLException(
          "The DuckDB file " + path + " cannot be opened: " + message, "58030", e);
    }
    Matcher holder = HOLDER.matcher(message);
    String who = holder.find() ? "process " + holder.group(1) : "another process";
    return new SQLException(
        "The DuckDB file "
            + path
            + " is in use by "
            + who
            + ", and DuckDB lets one process at a time have a file: stop that process, or work"
            + " through it",
        DuckDbFile.IN_USE,
        e);
  }

  Path path() {
    return path;
  }

  ReentrantLock writer() {
    return writer;
  }

  ReentrantLock maker() {
    return maker;
  }

  Connection connect() throws SQLException {
    DuckDBConnection connection = root.duplicate();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  void close() throws SQLException {
    root.close();
  }
}
