// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.mariadb;

import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.Dialect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.mariadb.jdbc.Driver;

/** A database of MariaDB or MySQL. What a server's settings would change is set per session. */
public final class MariaDbDatabase implements Database {
  private static final String LOCAL_INFILE = "allowLocalInfile";

  /**
   * Strict about values, standard about quotes: what does not fit is an error, double quotes are
   * names, and a backslash is a character like any other.
   */
  private static final String MODE =
      "ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES,STRICT_TRANS_TABLES,"
          + "ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_AUTO_VALUE_ON_ZERO,"
          + "NO_ENGINE_SUBSTITUTION";

  /**
   * A task that hangs in the middle of a commit holds its positions; the next owner is told so
   * rather than made to wait for ever. Long texts are grouped by more than their beginning.
   */
  private static final String VARIABLES =
      "SET SESSION sql_mode = '"
          + MODE
          + "', time_zone = '+00:00', innodb_lock_wait_timeout = 30, lock_wait_timeout = 30,"
          + " max_sort_length = 65536, max_error_count = 64, sql_notes = 1, sql_safe_updates = 0,"
          + " sql_auto_is_null = 0, sql_select_limit = DEFAULT, autocommit = 1";

  /** What others have committed must be seen once a lock was waited for. */
  private static final String ISOLATION = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";

  private final Product product;
  private final String url;
  private final Properties properties = new Properties();
  private final Dialect dialect;
  private final Lock writer = new ReentrantLock();
  private final Lock maker = new ReentrantLock();

  /**
   * @param user null for the one in the address, or the driver's default
   * @param password null for none
   */
  public MariaDbDatabase(Product product, String url, String user, String password) {
    this.product = product;
    this.url = url;
    this.dialect = new MariaDbDialect(product);
    if (user != null) {
      properties.setProperty("user", user);
    }
    if (password != null) {
      properties.setProperty("password", password);
    }
    if (!url.contains(LOCAL_INFILE)) {
      // The driver sends no file but the stream it was given for this statement.
      properties.setProperty(LOCAL_INFILE, "true");
    }
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  @Override
  public Connection connect() throws SQLException {
    String address = Product.MARIADB.prefix() + url.substring(product.prefix().length());
    // Not through DriverManager: in a plug-in's class loader it does not see the driver.
    Connection connection = new Driver().connect(address, properties);
    if (connection == null) {
      throw new SQLException(url + " is no address of " + product.title(), "42000");
    }
    try (Statement statement = connection.createStatement()) {
      requireProduct(statement);
      for (String sql : List.of(VARIABLES, names(), ISOLATION)) {
        statement.execute(sql);
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private String names() {
    return "SET NAMES utf8mb4 COLLATE " + product.collation();
  }

  private void requireProduct(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT version(), database()")) {
      row.next();
      Product found = row.getString(1).contains("MariaDB") ? Product.MARIADB : Product.MYSQL;
      if (found != product) {
        throw new SQLException(
            "this is " + found.title() + ": write " + found.prefix() + " in its address", "0A000");
      }
      if (row.getString(2) == null) {
        throw new SQLException("the address names no database: write …HOST:PORT/NAME", "3D000");
      }
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
