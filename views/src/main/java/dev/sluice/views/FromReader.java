// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads a FROM of tables, and of series and lists of values beside them. */
final class FromReader {
  private static final Set<String> SERIES = Set.of("generate_series", "range", "unnest");

  private final Tables tables;
  private final SqlText text;
  private final Expressions expressions;
  private final List<Relation> relations = new ArrayList<>();
  private boolean fixed;

  FromReader(Tables tables, SqlText text, Expressions expressions) {
    this.tables = tables;
    this.text = text;
    this.expressions = expressions;
  }

  From read(JsonNode from) throws ViewRefusal {
    String sql = element(from, false);
    if (relations.isEmpty()) {
      throw expressions.unsupported(from, "a FROM without a table");
    }
    return new From(relations, fixed, sql);
  }

  private String element(JsonNode from, boolean optional) throws ViewRefusal {
    String type = from.path("type").asText();
    return switch (type) {
      case "BASE_TABLE" -> table(from, optional);
      case "JOIN" -> join(from, optional);
      case "TABLE_FUNCTION" -> series(from);
      case "SUBQUERY" -> values(from);
      case "EMPTY" -> throw expressions.unsupported(from, "a SELECT without FROM");
      default ->
          throw expressions.unsupported(from, type.toLowerCase(Locale.ROOT).replace('_', ' '));
    };
  }

  private String table(JsonNode from, boolean optional) throws ViewRefusal {
    String name = from.path("table_name").asText();
    if (from.path("qualified_name").path("path").size() > 1
        || !from.path("schema_name").asText().isEmpty()) {
      throw text.refusal(
          from,
          "a schema before the table's name",
          "is not needed and hides which table is meant",
          "write the table's name alone");
    }
    if (isGiven(from.path("sample"))
        || isGiven(from.path("at_clause"))
        || !from.path("column_name_alias").isEmpty()) {
      throw expressions.unsupported(from, "a sample, time travel or column aliases of a table");
    }
    if (tables.find(name).isEmpty()) {
      throw unknown(from, name);
    }
    if (relations.stream().anyMatch(r -> r.table().equalsIgnoreCase(name))) {
      throw text.refusal(
          from,
          "table " + name + " a second time",
          "would change on both sides of the join at once",
          "use a window function of a subquery in FROM");
    }
    String alias = from.path("alias").asText();
    String known = tables.find(name).get().name();
    relations.add(new Relation(known, alias.isEmpty() ? known : alias, optional));
    return quote(known) + (alias.isEmpty() ? "" : " AS " + quote(alias));
  }

  private ViewRefusal unknown(JsonNode from, String name) {
    return text.refusal(
        from,
        "table " + name,
        "is no table that this pipeline lands and no view, so its changes would not be seen",
        Nearest.of(name, tables.names())
            .map(near -> "did you mean " + near + "?")
            .orElse("read one of " + String.join(", ", tables.names())));
  }

  static boolean isGiven(JsonNode node) {
    return !node.isMissingNode() && !node.isNull();
  }

  private String join(JsonNode join, boolean optional) throws ViewRefusal {
    String kind = join.path("join_type").asText();
    String reference = join.path("ref_type").asText();
    if (!reference.equals("REGULAR") && !reference.equals("CROSS")) {
      throw expressions.unsupported(join, reference + " JOIN");
    }
    if (!kind.equals("INNER") && !kind.equals("LEFT")) {
      throw text.refusal(
          join,
          kind.replace("OUTER", "FULL") + " JOIN",
          "is not maintained in views",
          kind.equals("RIGHT") ? "swap the tables and write LEFT JOIN" : "write JOIN or LEFT JOIN");
    }
    String right = join.path("right").path("type").asText();
    if (right.equals("JOIN")) {
      throw expressions.unsupported(join.path("right"), "a join in brackets, or after a comma");
    }
    boolean left = kind.equals("LEFT");
    String sql =
        element(join.path("left"), optional)
            + (reference.equals("CROSS") ? " CROSS JOIN " : left ? " LEFT JOIN " : " JOIN ")
            + element(join.path("right"), optional || left);
    return sql + condition(join);
  }

  private String condition(JsonNode join) throws ViewRefusal {
    if (isGiven(join.path("condition"))) {
      expressions.check(join.path("condition"), Expressions.Place.ROW);
      return " ON (" + expressions.sameText(join.path("condition")) + ")";
    }
    List<String> using = new ArrayList<>();
    join.path("using_columns").forEach(column -> using.add(quote(column.asText())));
    return using.isEmpty() ? "" : " USING (" + String.join(", ", using) + ")";
  }

  /** A series, or the values of a row's list: the same for the same row, always. */
  private String series(JsonNode from) throws ViewRefusal {
    String name = from.path("function").path("function_name").asText();
    if (!SERIES.contains(name) || from.path("with_ordinality").asText().equals("WITH_ORDINALITY")) {
      throw expressions.unsupported(from, name + "() in FROM");
    }
    List<String> arguments = new ArrayList<>();
    for (JsonNode argument : from.path("function").path("arguments")) {
      JsonNode expression = argument.path("expression");
      expressions.check(expression, Expressions.Place.ROW);
      arguments.add(expressions.sameText(expression));
    }
    fixed = true;
    return name + "(" + String.join(", ", arguments) + ")" + alias(from);
  }

  private String values(JsonNode from) throws ViewRefusal {
    JsonNode list = from.path("subquery").path("node").path("from_table");
    if (!list.path("type").asText().equals("EXPRESSION_LIST")) {
      throw expressions.unsupported(from, "a subquery in a join");
    }
    List<String> rows = new ArrayList<>();
    for (JsonNode row : list.path("values")) {
      List<String> values = new ArrayList<>();
      for (JsonNode value : row) {
        expressions.check(value, Expressions.Place.ROW);
        values.add(expressions.sameText(value));
      }
      rows.add("(" + String.join(", ", values) + ")");
    }
    fixed = true;
    return "(VALUES " + String.join(", ", rows) + ")" + alias(from);
  }

  private static String alias(JsonNode from) {
    List<String> columns = new ArrayList<>();
    from.path("column_name_alias").forEach(column -> columns.add(quote(column.asText())));
    String alias = from.path("alias").asText();
    return alias.isEmpty()
        ? ""
        : " AS " + quote(alias) + (columns.isEmpty() ? "" : "(" + String.join(", ", columns) + ")");
  }

  /**
   * An identifier in quotes, which fold no case: one with capitals is left as it was written, to be
   * the same as in the expressions that use it.
   */
  static String quote(String identifier) {
    return identifier.matches("[A-Za-z_][A-Za-z0-9_]*") && !identifier.matches("[^A-Z]*")
        ? identifier
        : '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** An identifier in double quotes. */
  static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
