// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.postgres;

import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.postgresql.Driver;

/** A PostgreSQL database. */
public final class PostgresDatabase implements Database {
  /** What the address of a PostgreSQL database begins with. */
  public static final String PREFIX = "jdbc:postgresql:";

  /**
   * A task that hangs in the middle of a commit holds its positions; the next owner is told so
   * rather than made to wait for ever.
   */
  private static final String LOCK_TIMEOUT = "SET lock_timeout = '30s'";

  /** What others have committed must be seen once a view's lock was waited for. */
  private static final String ISOLATION =
      "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED";

  private final String url;
  private final Properties properties = new Properties();
  private final Dialect dialect;
  private final Lock writer = new ReentrantLock();
  private final Lock maker = new ReentrantLock();

  /**
   * @param user null for the one in the address, or the driver's default
   * @param password null for none
   */
  public PostgresDatabase(String url, String user, String password) {
    this(url, user, password, new PostgresDialect());
  }

  /** The same with a dialect of the caller's. */
  public PostgresDatabase(String url, String user, String password, Dialect dialect) {
    this.dialect = dialect;
    this.url = url;
    if (user != null) {
      properties.setProperty("user", user);
    }
    if (password != null) {
      properties.setProperty("password", password);
    }
    properties.setProperty("ApplicationName", "sluice");
    properties.setProperty("tcpKeepAlive", "true");
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  @Override
  public Connection connect() throws SQLException {
    // Not through DriverManager: in a plug-in's class loader it does not see the driver.
    Connection connection = new Driver().connect(url, properties);
    try (Statement statement = connection.createStatement()) {
      statement.execute(LOCK_TIMEOUT);
      statement.execute(ISOLATION);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
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
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }

  @Override
  public void close() {
    // Connections belong to those who asked for them; there is nothing else to let go.
  }
}
