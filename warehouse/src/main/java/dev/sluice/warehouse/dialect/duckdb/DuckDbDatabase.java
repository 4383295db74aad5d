// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.duckdb;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.duckdb.DuckDbFile;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.Dialect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.Lock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A DuckDB file. */
public final class DuckDbDatabase implements Database {
  /** What the address of a DuckDB file begins with. */
  public static final String PREFIX = "jdbc:duckdb:";

  private static final Logger LOG = LoggerFactory.getLogger(DuckDbDatabase.class);

  private final DuckDbFile file;
  private final Dialect dialect;

  public DuckDbDatabase(DuckDbFile file) {
    this(file, new DuckDbDialect());
  }

  public DuckDbDatabase(DuckDbFile file, Dialect dialect) {
    this.file = file;
    this.dialect = dialect;
  }

  /**
   * Opens the file that an address such as {@code jdbc:duckdb:warehouse.duckdb} names.
   *
   * @throws UnavailableException if the file cannot be opened now
   */
  public static DuckDbDatabase open(String url) {
    String path = url.substring(PREFIX.length());
    if (path.isEmpty() || path.startsWith(":")) {
      throw new RefusedException(
          "The warehouse address "
              + url
              + " names no file, and a database in memory would be lost with the process: write"
              + " jdbc:duckdb:FILE");
    }
    try {
      return new DuckDbDatabase(DuckDbFile.open(Path.of(path)));
    } catch (SQLException e) {
      throw new UnavailableException(e.getMessage(), e);
    }
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  @Override
  public Connection connect() throws SQLException {
    return file.connect();
  }

  @Override
  public Lock writer() {
    return file.writer();
  }

  @Override
  public Lock maker() {
    return file.maker();
  }

  @Override
  public String address() {
    return PREFIX + file.path();
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (SQLException e) {
      LOG.warn("{} was not closed cleanly; what was committed is safe", address(), e);
    }
  }
}
