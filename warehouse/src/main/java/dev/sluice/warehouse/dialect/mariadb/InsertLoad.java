// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.mariadb;

import dev.sluice.warehouse.dialect.Fault;
import dev.sluice.warehouse.dialect.Load;
import dev.sluice.warehouse.dialect.TableName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;

/** Loads rows by INSERT with many rows each, where the server reads no files of its clients. */
final class InsertLoad {
  private static final int PIECE = 1 << 18;

  /** What a packet holds beside the rows. */
  private static final int ENVELOPE = 1 << 14;

  private final Statement statement;
  private final String head;
  private final int most;
  private final ValuesImage image = new ValuesImage(2 * PIECE);
  private final RowWriter writer;

  private InsertLoad(Statement statement, Load load, int most) {
    this.statement = statement;
    this.most = most;
    this.writer = new RowWriter(load, image);
    this.head =
        "INSERT INTO "
            + load.target().name().sql()
            + RowWriter.columns(load).stream()
                .map(column -> TableName.quote(column.name()))
                .collect(Collectors.joining(", ", " (", ") VALUES "));
  }

  /**
   * @param packet most bytes that the server takes at once
   */
  static void run(Connection connection, Load load, long packet) throws SQLException {
    int most = (int) Math.min(packet, Integer.MAX_VALUE) - ENVELOPE;
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      new InsertLoad(statement, load, most).send();
    }
  }

  private void send() throws SQLException {
    try {
      int before = 0;
      while (writer.next()) {
        if (image.size() > most) {
          before = onlyLast(before);
        }
        if (image.size() >= PIECE) {
          flush(image.size());
          image.clear();
        }
        before = image.size();
      }
      flush(image.size());
    } catch (SQLException e) {
      if (MariaDbFault.of(e) == Fault.DATA) {
        writer.raise();
      }
      throw e;
    }
    writer.raise();
  }

  /** Sends what came before the last row, which makes the statement too long, and keeps that. */
  private int onlyLast(int before) throws SQLException {
    if (before > 0) {
      flush(before);
      image.keepFrom(before + 1);
    }
    if (image.size() > most) {
      writer.refuseLast("the row is longer than the server's max_allowed_packet");
      image.clear();
    }
    return 0;
  }

  private void flush(int length) throws SQLException {
    if (length > 0) {
      statement.executeUpdate(head + text(length));
    }
  }

  private String text(int length) throws SQLDataException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(image.bytes(), 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new SQLDataException("a text is not UTF-8", "22021", e);
    }
  }
}
