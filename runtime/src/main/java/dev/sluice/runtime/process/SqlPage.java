// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.runtime.http.BadRequestException;
import dev.sluice.runtime.http.Handler;
import dev.sluice.runtime.http.Request;
import dev.sluice.runtime.http.Response;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** {@code POST /sql}: a query in the process that owns the warehouse's file; always rolled back. */
final class SqlPage implements Handler {
  private static final int MOST_ROWS = 10_000;

  private final Warehouse warehouse;

  SqlPage(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /**
   * A query's answer.
   *
   * @param rows values as text; null for NULL
   * @param cut whether there are more rows
   */
  public record Answer(List<String> columns, List<List<String>> rows, boolean cut) {}

  @Override
  public Response handle(Request request) throws BadRequestException {
    if (request.body().isBlank()) {
      throw new BadRequestException("there is no SQL in the request's body");
    }
    try (Connection connection = warehouse.connect()) {
      warehouse.makeReadOnly(connection);
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        return Response.json(answer(statement, request.body()));
      } finally {
        // Positions and rows must stay in step: nothing but a connector may change the warehouse
        // here.
        connection.rollback();
      }
    } catch (SQLException e) {
      throw new BadRequestException(e.getMessage());
    }
  }

  private static Answer answer(Statement statement, String sql) throws SQLException {
    List<String> columns = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery(sql)) {
      ResultSetMetaData meta = result.getMetaData();
      for (int i = 1; i <= meta.getColumnCount(); i++) {
        columns.add(meta.getColumnLabel(i));
      }
      while (rows.size() < MOST_ROWS && result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns.size(); i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
      return new Answer(columns, rows, rows.size() == MOST_ROWS && result.next());
    }
  }
}
