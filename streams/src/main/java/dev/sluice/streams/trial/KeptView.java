// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.trial;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.streams.expression.SqlType;
import dev.sluice.views.ViewDefinition;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A view of the warehouse, run as the SQL that it is, in a DuckDB of its own. */
final class KeptView implements AutoCloseable {
  private final Connection connection;
  private final TrialFile trial;
  private final ViewDefinition view;

  private KeptView(Connection connection, TrialFile trial, ViewDefinition view) {
    this.connection = connection;
    this.trial = trial;
    this.view = view;
  }

  static KeptView open(Path file, TrialFile trial, ViewDefinition view) throws SQLException {
    if (trial.topics().isEmpty()) {
      throw new RefusedException(
          file + ": the columns are not known; add topics: {orders: {order_id: BIGINT}}");
    }
    KeptView kept = new KeptView(DriverManager.getConnection("jdbc:duckdb:"), trial, view);
    kept.execute("SET TimeZone = 'UTC'");
    for (Map.Entry<String, Map<String, SqlType>> table : trial.topics().entrySet()) {
      List<String> columns = new ArrayList<>();
      table.getValue().forEach((name, type) -> columns.add(quote(name) + " " + type));
      kept.execute(
          "CREATE TABLE " + quote(table.getKey()) + " (" + String.join(", ", columns) + ")");
    }
    return kept;
  }

  private static String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  Outcome run(TrialFile.Case one) throws SQLException {
    for (String table : trial.topics().keySet()) {
      execute("DELETE FROM " + quote(table));
    }
    List<String> rejects = new ArrayList<>();
    for (TrialFile.Sent sent : one.in()) {
      try {
        insert(sent);
      } catch (SQLException e) {
        rejects.add(String.valueOf(e.getMessage()));
      }
    }
    return new Outcome(rows(), rejects);
  }

  private void insert(TrialFile.Sent sent) throws SQLException {
    if (sent.row().isEmpty()) {
      throw new SQLException("not a row: " + sent.raw().orElse("null"));
    }
    List<String> names = sent.row().keySet().stream().map(KeptView::quote).toList();
    String sql =
        "INSERT INTO "
            + quote(sent.topic())
            + " ("
            + String.join(", ", names)
            + ") VALUES ("
            + "?, ".repeat(names.size() - 1)
            + "?)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int parameter = 1;
      for (java.util.Optional<String> value : sent.row().values()) {
        statement.setString(parameter++, value.orElse(null));
      }
      statement.execute();
    }
  }

  private List<Map<String, String>> rows() throws SQLException {
    List<Map<String, String>> rows = new ArrayList<>();
    String sql = "SELECT COLUMNS(*)::VARCHAR FROM (" + view.select() + "\n) AS sluice_view";
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.put(result.getMetaData().getColumnName(i), result.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
