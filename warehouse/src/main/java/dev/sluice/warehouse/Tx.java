// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * An open transaction. Each statement gets a JDBC statement of its own, because DuckDB closes a
 * statement that failed.
 */
final class Tx {
  private final Connection connection;
  private volatile Statement running;

  Tx(Connection connection) {
    this.connection = connection;
  }

  /** One row of an answer as a value. */
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  Connection connection() {
    return connection;
  }

  void execute(String sql) throws SQLException {
    if (!sql.isEmpty()) {
      try (Statement statement = connection.createStatement()) {
        running = statement;
        statement.execute(sql);
      } finally {
        running = null;
      }
    }
  }

  /** Ends a statement that {@link #execute} is waiting for, with an exception there. */
  void cancel() throws SQLException {
    Statement waited = running;
    if (waited != null) {
      waited.cancel();
    }
  }

  void executeAll(List<String> statements) throws SQLException {
    for (String sql : statements) {
      execute(sql);
    }
  }

  /** Runs a statement and answers how many rows it changed. */
  int update(String sql, Object... arguments) throws SQLException {
    try (PreparedStatement statement = prepare(sql, arguments)) {
      return statement.executeUpdate();
    }
  }

  <T> List<T> query(RowReader<T> reader, String sql, Object... arguments) throws SQLException {
    try (PreparedStatement statement = prepare(sql, arguments);
        ResultSet rows = statement.executeQuery()) {
      List<T> answer = new ArrayList<>();
      while (rows.next()) {
        answer.add(reader.read(rows));
      }
      return answer;
    }
  }

  private PreparedStatement prepare(String sql, Object... arguments) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, arguments[i]);
    }
    return statement;
  }
}
