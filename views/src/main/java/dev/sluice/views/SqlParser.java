// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** DuckDB's own parser and its catalogue of functions, in a database in memory. */
public final class SqlParser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of matching texts; what is quoted is passed over. */
  private static final Pattern OPERATORS =
      Pattern.compile("'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"| (!?~~\\*?) ");

  private final Connection connection;
  private final Set<String> aggregates = new HashSet<>();
  private final Map<String, String> stability = new HashMap<>();

  private SqlParser(Connection connection) {
    this.connection = connection;
  }

  /** Starts the parser. */
  public static SqlParser open() throws SQLException {
    SqlParser parser = new SqlParser(DriverManager.getConnection("jdbc:duckdb:"));
    parser.readFunctions();
    return parser;
  }

  private void readFunctions() throws SQLException {
    String sql = "SELECT DISTINCT function_name, function_type, stability FROM duckdb_functions()";
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        if (rows.getString(2).equals("aggregate")) {
          aggregates.add(rows.getString(1));
        } else if (rows.getString(3) != null && !rows.getString(3).equals("CONSISTENT")) {
          stability.put(rows.getString(1), rows.getString(3));
        }
      }
    }
  }

  /** Whether DuckDB has an aggregate of that name. */
  public boolean isAggregate(String function) {
    return aggregates.contains(function);
  }

  /** Whether it may answer differently when the same rows are read again. */
  public boolean isVolatile(String function) {
    return stability.containsKey(function);
  }

  /** The syntax tree of one SELECT. */
  public JsonNode parse(SqlText text, String sql) throws ViewRefusal {
    JsonNode tree = serialize(sql);
    if (tree.path("error").asBoolean()) {
      throw text.refusal(
          tree.path("position").asInt(),
          "the SQL",
          "cannot be parsed: " + tree.path("error_message").asText(),
          "correct it");
    }
    if (tree.path("statements").size() != 1) {
      throw text.refusal(
          0, "more than one statement", "stands in the file", "keep one SELECT per view");
    }
    return tree.path("statements").get(0).path("node");
  }

  /** The syntax tree of one expression; empty if the text is none. */
  Optional<JsonNode> expression(String sql) {
    JsonNode tree = serialize("SELECT " + sql);
    JsonNode items = tree.path("statements").path(0).path("node").path("select_list");
    return items.size() == 1 ? Optional.of(items.get(0)) : Optional.empty();
  }

  /** An expression's syntax tree as text. */
  public String write(JsonNode expression) {
    ObjectNode tree = (ObjectNode) serialize("SELECT 1");
    ObjectNode bare = expression.deepCopy();
    bare.put("alias", "");
    ((ObjectNode) tree.path("statements").path(0).path("node")).putArray("select_list").add(bare);
    String sql = call("SELECT json_deserialize_sql(?::JSON)", tree.toString());
    return OPERATORS
        .matcher(sql.substring("SELECT ".length()))
        .replaceAll(found -> Matcher.quoteReplacement(standard(found)));
  }

  /** LIKE is written as {@code ~~}, which only PostgreSQL understands, too. */
  private static String standard(MatchResult found) {
    return found.group(1) == null
        ? found.group()
        : (found.group(1).startsWith("!") ? " NOT" : "")
            + (found.group(1).endsWith("*") ? " ILIKE " : " LIKE ");
  }

  private JsonNode serialize(String sql) {
    try {
      return JSON.readTree(call("SELECT json_serialize_sql(?::VARCHAR)", sql));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the SQL parser answers what is not JSON", e);
    }
  }

  private String call(String sql, String argument) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, argument);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the SQL parser does not answer", e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
