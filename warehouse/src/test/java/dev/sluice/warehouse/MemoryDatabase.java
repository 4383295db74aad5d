// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.duckdb.DuckDbFile;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.duckdb.DuckDbDialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/** DuckDB without a file, so that no commit waits for a disk. Gone when {@link #end} is called. */
final class MemoryDatabase implements Database {
  private final DuckDBConnection root;
  private final Lock writer = new ReentrantLock();
  private final Lock maker = new ReentrantLock();

  MemoryDatabase() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("threads", "1");
    properties.setProperty("disabled_optimizers", DuckDbFile.UNSOUND_OPTIMIZERS);
    root = new DuckDBDriver().connect("jdbc:duckdb:", properties).unwrap(DuckDBConnection.class);
  }

  @Override
  public Dialect dialect() {
    return new DuckDbDialect();
  }

  @Override
  public Connection connect() throws SQLException {
    return root.duplicate();
  }

  @Override
  public Lock writer() {
    return writer;
  }

  @Override
  public Lock maker() {
    return maker;
  }

  @Override
  public String address() {
    return "memory";
  }

  /** Several owners share it, so none of them ends it. */
  @Override
  public void close() {}

  void end() throws SQLException {
    root.close();
  }
}
