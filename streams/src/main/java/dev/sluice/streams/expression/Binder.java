// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.views.SqlParser;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * DuckDB's own word on types and constants: it binds expressions over empty tables. Answers are
 * kept, so that what has been compiled once is compiled again, for another task, without DuckDB.
 * Thread-safe.
 */
public final class Binder implements AutoCloseable {
  private final SqlParser parser;
  private final Connection connection;
  private final List<String> tables = new ArrayList<>();
  private final Map<List<Object>, String> types = new HashMap<>();
  private final Map<List<Object>, Expression> constants = new HashMap<>();

  private Binder(SqlParser parser, Connection connection) {
    this.parser = parser;
    this.connection = connection;
  }

  /** Starts DuckDB; its time zone is UTC, as it is for topologies. */
  public static Binder open(SqlParser parser) throws SQLException {
    Binder binder = new Binder(parser, DriverManager.getConnection("jdbc:duckdb:"));
    binder.run("SET TimeZone = 'UTC'");
    return binder;
  }

  /** Makes a table that expressions may name columns of. */
  public void table(String name, String alias, Map<String, SqlType> columns) throws SQLException {
    List<String> definitions = new ArrayList<>();
    columns.forEach((column, type) -> definitions.add(quote(column) + " " + type));
    run("CREATE TABLE " + quote(name) + " (" + String.join(", ", definitions) + ")");
    tables.add(quote(name) + (alias.isEmpty() ? "" : " AS " + quote(alias)));
  }

  private static String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** What DuckDB says of an expression that it cannot bind. */
  static final class Unbound extends Exception {
    private static final long serialVersionUID = 1L;

    Unbound(String message) {
      super(message);
    }
  }

  /** The type of an expression, as DuckDB names it. */
  synchronized String typeOf(JsonNode expression) throws Unbound {
    List<Object> question = List.of(expression);
    String known = types.get(question);
    return known == null ? ask(question, parser.write(expression)) : known;
  }

  /** The type that expressions are brought to where one may stand for the other. */
  synchronized String commonType(List<JsonNode> expressions) throws Unbound {
    List<Object> question = List.copyOf(expressions);
    String known = types.get(question);
    return known == null ? ask(question, choiceOf(expressions)) : known;
  }

  private String choiceOf(List<JsonNode> expressions) {
    StringBuilder sql = new StringBuilder("CASE");
    for (JsonNode expression : expressions) {
      sql.append(" WHEN true THEN ").append(parser.write(expression));
    }
    return sql + " END";
  }

  private String ask(List<Object> question, String sql) throws Unbound {
    String type = describe(sql);
    types.put(question, type);
    return type;
  }

  private String describe(String expression) throws Unbound {
    String from = tables.isEmpty() ? "" : " FROM " + String.join(", ", tables);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("DESCRIBE SELECT " + expression + from)) {
      row.next();
      return row.getString("column_type");
    } catch (SQLException e) {
      throw new Unbound(sentence(e));
    }
  }

  /** The first lines of DuckDB's message: what follows repeats the statement. */
  private static String sentence(SQLException e) {
    String message = String.valueOf(e.getMessage()).split("\n\\s*\n|\nLINE ", 2)[0];
    return message.replaceFirst("^(Binder|Catalog|Conversion|Parser) Error: ", "").strip();
  }

  /** The value of an expression without columns, as {@code type}. */
  synchronized Expression constant(JsonNode expression, SqlType type) throws Unbound {
    List<Object> question = List.of(expression, type);
    Expression known = constants.get(question);
    if (known == null) {
      known = evaluate(parser.write(expression), type);
      constants.put(question, known);
    }
    return known;
  }

  private Expression evaluate(String sql, SqlType type) throws Unbound {
    String value = type.kind() == SqlType.Kind.NULL ? "NULL" : "CAST(" + sql + " AS " + type + ")";
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT " + parts(type, "v") + " FROM (SELECT " + value + " AS v)")) {
      row.next();
      if (row.getString(1) == null) {
        return Constant.nothing(type);
      }
      return value(row, type);
    } catch (SQLException e) {
      throw new Unbound(sentence(e));
    }
  }

  private static String parts(SqlType type, String v) {
    return switch (type.kind()) {
      case DATE -> "epoch_us(" + v + "::TIMESTAMP) // 86400000000";
      case TIMESTAMP, TIMESTAMPTZ -> "epoch_us(" + v + ")";
      case TIME -> "epoch_us(" + v + ")";
      case BOOLEAN -> v + "::INTEGER";
      case INTERVAL ->
          "date_part('year', v) * 12 + date_part('month', v), date_part('day', v),"
              + " date_part('hour', v) * 3600000000 + date_part('minute', v) * 60000000"
              + " + date_part('microsecond', v)";
      default -> v;
    };
  }

  private static Expression value(ResultSet row, SqlType type) throws SQLException {
    if (type.kind() == SqlType.Kind.INTERVAL) {
      return new Interval(row.getLong(1), row.getLong(2), row.getLong(3));
    }
    return switch (type.form()) {
      case LONG ->
          type.kind() == SqlType.Kind.DECIMAL
              ? Constant.of(type, new BigDecimal(row.getString(1)).unscaledValue().longValueExact())
              : Constant.of(type, row.getLong(1));
      case BIG -> Constant.of(type, new BigDecimal(row.getString(1)).unscaledValue());
      case REAL -> Constant.of(type, row.getDouble(1));
      case TEXT -> Constant.of(row.getString(1));
      case NONE -> Constant.nothing(type);
    };
  }

  /** The candidates nearest to what was written, the nearest first. */
  synchronized List<String> nearest(String written, Collection<String> candidates) {
    if (candidates.isEmpty()) {
      return List.of();
    }
    String values =
        String.join(
            ", ", candidates.stream().map(c -> "('" + c.replace("'", "''") + "')").toList());
    String sql =
        "SELECT c FROM (VALUES "
            + values
            + ") AS t(c) ORDER BY damerau_levenshtein(lower(c), lower('"
            + written.replace("'", "''")
            + "')), c LIMIT 3";
    List<String> nearest = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        nearest.add(rows.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not sort names", e);
    }
    return nearest;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
