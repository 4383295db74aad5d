// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.mariadb;

import static dev.sluice.warehouse.dialect.TableName.quote;

import dev.sluice.warehouse.dialect.Fault;
import dev.sluice.warehouse.dialect.Load;
import dev.sluice.warehouse.dialect.SqlType;
import dev.sluice.warehouse.dialect.TableColumn;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Loads rows by LOAD DATA LOCAL; encodes a piece while the server works on the one before. With
 * LOCAL the server makes warnings of errors and goes on, so each warning is taken for the error it
 * is, and the rows are counted.
 */
final class FileLoad {
  private static final int PIECE = 1 << 16;

  /** Warnings about the statement or the server, and not about a value. */
  private static final Set<Integer> OTHERWISE = Set.of(1287, 1592, 1681);

  private final RowWriter writer;
  private final FileImage image = new FileImage(2 * PIECE);

  private FileLoad(Load load) {
    this.writer = new RowWriter(load, image);
  }

  static void run(Connection connection, Load load) throws SQLException {
    new FileLoad(load).send(connection, load);
  }

  private void send(Connection connection, Load load) throws SQLException {
    long expected = load.spans().stream().mapToLong(span -> span.rows()).sum();
    try (Statement statement =
        connection.unwrap(org.mariadb.jdbc.Connection.class).createStatement()) {
      statement.unwrap(org.mariadb.jdbc.Statement.class).setLocalInfileInputStream(new Rows());
      long loaded;
      try {
        loaded = statement.executeUpdate(sql(load));
      } catch (SQLException e) {
        throw told(e);
      }
      writer.raise();
      requireNoWarning(statement.getWarnings());
      if (loaded != expected) {
        throw new SQLException("the server took " + loaded + " of " + expected + " rows", "22000");
      }
    }
  }

  /** Values that do not fit are why the server may not have liked the nulls in their place. */
  private SQLException told(SQLException e) throws SQLException {
    if (MariaDbFault.of(e) == Fault.DATA) {
      writer.raise();
    }
    return e.getCause() instanceof IOException io && io.getCause() instanceof SQLException own
        ? own
        : e;
  }

  private static void requireNoWarning(SQLWarning first) throws SQLException {
    for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
      if (!OTHERWISE.contains(warning.getErrorCode())) {
        String state = warning.getSQLState() == null ? "HY000" : warning.getSQLState();
        throw new SQLException(warning.getMessage(), state, warning.getErrorCode());
      }
    }
  }

  private static String sql(Load load) {
    List<String> fields = new ArrayList<>();
    List<String> bytes = new ArrayList<>();
    for (TableColumn column : RowWriter.columns(load)) {
      String name = quote(column.name());
      if (ByteFields.holdsBytes(SqlType.parse(column.sqlType()))) {
        String variable = "@sluice_" + bytes.size();
        fields.add(variable);
        bytes.add(name + " = unhex(" + variable + ")");
      } else {
        fields.add(name);
      }
    }
    return "LOAD DATA LOCAL INFILE 'sluice' INTO TABLE "
        + load.target().name().sql()
        + " "
        + FileImage.FORM
        + " ("
        + String.join(", ", fields)
        + ")"
        + (bytes.isEmpty() ? "" : " SET " + String.join(", ", bytes));
  }

  /** The file that the server reads, written as it is read. */
  private final class Rows extends InputStream {
    private int at;

    @Override
    public int read() throws IOException {
      return fill() ? image.bytes()[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, image.size() - at);
      System.arraycopy(image.bytes(), at, target, from, count);
      at += count;
      return count;
    }

    private boolean fill() throws IOException {
      if (at < image.size()) {
        return true;
      }
      image.clear();
      at = 0;
      try {
        while (image.size() < PIECE && writer.next()) {
          // until there is a piece
        }
      } catch (SQLException e) {
        throw new IOException(e);
      }
      return image.size() > 0;
    }
  }
}
