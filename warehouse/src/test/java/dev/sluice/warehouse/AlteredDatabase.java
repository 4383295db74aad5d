// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.Dialect;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.Lock;

/** A real database that gets some statements otherwise than they were written. */
record AlteredDatabase(Database real, BrokenGuard guard) implements Database {
  @Override
  public Connection connect() throws SQLException {
    Connection connection = real.connect();
    return (Connection)
        Proxy.newProxyInstance(
            AlteredDatabase.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (self, method, arguments) ->
                method.getName().equals("prepareStatement")
                    ? prepare(connection, (String) arguments[0])
                    : call(method, connection, arguments));
  }

  private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(guard.alteration().apply(sql));
    return (PreparedStatement)
        Proxy.newProxyInstance(
            AlteredDatabase.class.getClassLoader(),
            new Class<?>[] {PreparedStatement.class},
            (self, method, arguments) -> {
              Object answer = call(method, statement, arguments);
              if (method.getName().equals("executeUpdate") && guard.commitsAfter(sql)) {
                commit(connection);
              }
              return answer;
            });
  }

  private static void commit(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("COMMIT");
      statement.execute("BEGIN");
    }
  }

  private static Object call(Method method, Object on, Object[] arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Override
  public Dialect dialect() {
    return real.dialect();
  }

  @Override
  public Lock writer() {
    return real.writer();
  }

  @Override
  public Lock maker() {
    return real.maker();
  }

  @Override
  public String address() {
    return real.address();
  }

  @Override
  public void close() {
    real.close();
  }
}
