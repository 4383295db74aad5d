// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.Dialect;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;

/**
 * A real database whose connections break at a chosen statement: before the database has seen it,
 * or after it has done it but before the answer is back.
 */
final class FaultyDatabase implements Database {
  private static final String LOST = "08006";

  private final Database real;
  private final List<Connection> connections = new ArrayList<>();
  private long countdown = Long.MAX_VALUE;
  private String trigger = "";
  private boolean afterwards;
  private boolean down;

  FaultyDatabase(Database real) {
    this.real = real;
  }

  /** Breaks at the {@code step}-th statement from now on, counted from 0. */
  void breakAt(long step, boolean afterExecution) {
    countdown = step;
    afterwards = afterExecution;
  }

  /** Breaks at the next statement that begins with {@code sql}. */
  void breakAt(String sql, boolean afterExecution) {
    trigger = sql;
    afterwards = afterExecution;
  }

  void heal() {
    countdown = Long.MAX_VALUE;
    trigger = "";
    down = false;
  }

  /** From now on nobody can connect, and who is connected is cut off. */
  void goDown() throws SQLException {
    down = true;
    for (Connection connection : connections) {
      connection.close();
    }
  }

  @Override
  public Dialect dialect() {
    return real.dialect();
  }

  @Override
  public Connection connect() throws SQLException {
    if (down) {
      throw new SQLException("connection refused", "08001");
    }
    Connection connection = real.connect();
    connections.add(connection);
    return proxy(
        Connection.class,
        (self, method, arguments) -> {
          String sql = arguments != null && arguments[0] instanceof String text ? text : "";
          return switch (method.getName()) {
            case "createStatement" ->
                statement(
                    Statement.class,
                    connection,
                    (Statement) call(method, connection, arguments),
                    sql);
            case "prepareStatement" ->
                statement(
                    PreparedStatement.class,
                    connection,
                    (PreparedStatement) call(method, connection, arguments),
                    sql);
            case "unwrap" -> step(method, connection, connection, arguments, "LOAD");
            default -> call(method, connection, arguments);
          };
        });
  }

  private <T extends Statement> T statement(
      Class<T> type, Connection connection, T statement, String prepared) {
    return proxy(
        type,
        (self, method, arguments) -> {
          if (!method.getName().startsWith("execute")) {
            return call(method, statement, arguments);
          }
          String sql = arguments == null ? prepared : (String) arguments[0];
          return step(method, statement, connection, arguments, sql);
        });
  }

  private Object step(
      Method method, Object on, Connection connection, Object[] arguments, String sql)
      throws Throwable {
    boolean breaks = countdown-- == 0 || (!trigger.isEmpty() && sql.startsWith(trigger));
    if (breaks && afterwards) {
      call(method, on, arguments);
    }
    if (breaks) {
      trigger = "";
      connection.close();
      throw new SQLException("connection lost", LOST);
    }
    return call(method, on, arguments);
  }

  private static Object call(Method method, Object on, Object[] arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    ClassLoader loader = FaultyDatabase.class.getClassLoader();
    return type.cast(Proxy.newProxyInstance(loader, new Class<?>[] {type}, handler));
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
