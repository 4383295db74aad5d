// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.views.SqlParser;
import dev.sluice.views.SqlText;
import dev.sluice.views.ViewRefusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Turns syntax trees of DuckDB's parser into functions over rows. Types are those that DuckDB's
 * binder says; what is not known to have DuckDB's result is refused, with its place.
 */
public final class ExpressionCompiler {
  /** What columns of the SQL are. */
  public interface Columns {
    /** The value of a column; empty if there is none of that name. */
    Optional<Expression> find(List<String> names);

    /** Names that can be written. */
    List<String> names();
  }

  private static final String NOW =
      "use what docs/streams.md lists, or leave out the line 'emit:' to keep the view in the"
          + " warehouse";
  private static final Map<String, String> NAMES =
      Map.of(
          "SUBQUERY", "a subquery",
          "WINDOW", "a window function",
          "STAR", "*",
          "LAMBDA", "a lambda",
          "PARAMETER", "a parameter");

  private final SqlParser parser;
  private final Binder binder;
  private final SqlText text;
  private final Columns columns;

  public ExpressionCompiler(SqlParser parser, Binder binder, SqlText text, Columns columns) {
    this.parser = parser;
    this.binder = binder;
    this.text = text;
    this.columns = columns;
  }

  /**
   * Compiles one expression.
   *
   * @throws ViewRefusal if it has a construct that is not compiled, or does not bind
   */
  public Expression compile(JsonNode node) throws ViewRefusal {
    if (isColumnFree(node)) {
      return constant(node, type(node));
    }
    return switch (node.path("class").asText()) {
      case "COLUMN_REF" -> column(node);
      case "CAST" -> cast(node);
      case "COMPARISON" ->
          comparison(node, node.path("type").asText(), node.path("left"), node.path("right"));
      case "BETWEEN" -> between(node);
      case "CONJUNCTION" -> junction(node);
      case "CASE" -> choice(node);
      case "OPERATOR" -> operator(node);
      case "FUNCTION" -> function(node);
      default -> throw unsupported(node, name(node));
    };
  }

  /** A condition on rows. */
  public Expression condition(JsonNode node) throws ViewRefusal {
    Expression condition = compile(node);
    if (condition.type().kind() != SqlType.Kind.BOOLEAN
        && condition.type().kind() != SqlType.Kind.NULL) {
      throw text.refusal(
          node,
          text.of(node),
          "is a " + condition.type() + " where a condition is wanted",
          "compare it with something");
    }
    return condition;
  }

  /** The type of an expression, aggregates allowed. */
  public SqlType type(JsonNode node) throws ViewRefusal {
    try {
      String name = binder.typeOf(node);
      return SqlType.parse(name)
          .orElseThrow(
              () ->
                  text.refusal(
                      node,
                      describe(node),
                      "is of type " + name + ", which is not worked with inside Kafka",
                      "cast it to another type in front, or leave it out"));
    } catch (Binder.Unbound e) {
      throw text.refusal(node, describe(node), "does not fit: " + e.getMessage(), "correct it");
    }
  }

  private String describe(JsonNode node) {
    String written = text.of(node);
    return written.isBlank() || node.path("query_location_length").asInt() <= 0
        ? parser.write(node)
        : written;
  }

  private static String name(JsonNode node) {
    String kind = node.path("class").asText();
    return NAMES.getOrDefault(kind, kind.toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  private ViewRefusal unsupported(JsonNode node, String construct) {
    return text.refusal(node, construct, "does not run inside Kafka", NOW);
  }

  private boolean isColumnFree(JsonNode node) throws ViewRefusal {
    String kind = node.path("class").asText();
    if (kind.equals("COLUMN_REF")
        || NAMES.containsKey(kind)
        || (kind.equals("FUNCTION") && parser.isAggregate(node.path("function_name").asText()))) {
      return false;
    }
    if (kind.equals("FUNCTION")) {
      refuseVolatile(node);
    }
    for (JsonNode child : node) {
      if (child.isContainerNode() && !isColumnFree(child)) {
        return false;
      }
    }
    return true;
  }

  private void refuseVolatile(JsonNode node) throws ViewRefusal {
    String name = node.path("function_name").asText();
    if (parser.isVolatile(name)) {
      throw text.refusal(
          node,
          name + "()",
          "answers differently each time, so a replay would not give the same result",
          "use a time that is in the rows");
    }
  }

  private Expression constant(JsonNode node, SqlType type) throws ViewRefusal {
    try {
      return binder.constant(node, type);
    } catch (Binder.Unbound e) {
      throw text.refusal(node, describe(node), "has no value: " + e.getMessage(), "correct it");
    }
  }

  private Expression column(JsonNode node) throws ViewRefusal {
    List<String> names = new ArrayList<>();
    node.path("column_names").forEach(name -> names.add(name.asText()));
    Optional<Expression> column = columns.find(names);
    if (column.isPresent()) {
      return column.get();
    }
    String written = String.join(".", names);
    List<String> nearest = binder.nearest(names.get(names.size() - 1), columns.names());
    throw text.refusal(
        node,
        "column " + written,
        "is not in the topic, or its type is not worked with inside Kafka",
        nearest.isEmpty()
            ? "the topic has no columns"
            : "did you mean " + String.join(", ", nearest) + "?");
  }

  private Expression cast(JsonNode node) throws ViewRefusal {
    if (node.path("try_cast").asBoolean()) {
      throw unsupported(node, "TRY_CAST");
    }
    return to(node, compile(node.path("child")), type(node));
  }

  private Expression to(JsonNode node, Expression value, SqlType type) throws ViewRefusal {
    return Casts.cast(value, type)
        .orElseThrow(() -> unsupported(node, "a cast from " + value.type() + " to " + type));
  }

  private Expression[] compile(JsonNode[] nodes) throws ViewRefusal {
    Expression[] all = new Expression[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      all[i] = compile(nodes[i]);
    }
    return all;
  }

  /** Values that stand for each other, in the type that DuckDB brings them to. */
  private Expression[] alike(JsonNode at, JsonNode... nodes) throws ViewRefusal {
    Expression[] values = compile(nodes);
    SqlType common = common(at, nodes, values);
    for (int i = 0; i < nodes.length; i++) {
      if (isText(values[i]) && common.kind() != SqlType.Kind.VARCHAR) {
        values[i] = literal(at, nodes[i], values[i], common);
      } else if (values[i].type().kind() != SqlType.Kind.INTERVAL) {
        values[i] = to(at, values[i], common);
      } else {
        throw unsupported(at, "a comparison of intervals");
      }
    }
    return values;
  }

  private static boolean isText(Expression value) {
    return value.type().kind() == SqlType.Kind.VARCHAR;
  }

  /** A text in quotes takes the type of what it stands beside. */
  private Expression literal(JsonNode at, JsonNode node, Expression value, SqlType common)
      throws ViewRefusal {
    if (!value.isConstant()) {
      throw text.refusal(
          at,
          describe(at),
          "sets a VARCHAR beside a " + common,
          "write a CAST around one of the two");
    }
    return constant(node, common);
  }

  private SqlType common(JsonNode at, JsonNode[] nodes, Expression[] values) throws ViewRefusal {
    List<JsonNode> typed = new ArrayList<>();
    SqlType other = SqlType.VARCHAR;
    for (int i = 0; i < nodes.length; i++) {
      if (!isText(values[i]) || !values[i].isConstant()) {
        typed.add(nodes[i]);
        other = isText(values[i]) ? other : values[i].type();
      }
    }
    if (typed.isEmpty()) {
      return SqlType.VARCHAR;
    }
    try {
      String name = binder.commonType(typed);
      SqlType common = SqlType.parse(name).orElseThrow(() -> unsupported(at, "type " + name));
      if (isTextBesideOther(common, other)) {
        throw text.refusal(
            at,
            describe(at),
            "sets a VARCHAR beside a " + other,
            "write a CAST around one of the two");
      }
      return common;
    } catch (Binder.Unbound e) {
      throw text.refusal(
          at,
          describe(at),
          "does not fit: " + e.getMessage(),
          "write a CAST around one of the two");
    }
  }

  private static boolean isTextBesideOther(SqlType common, SqlType other) {
    return common.kind() == SqlType.Kind.VARCHAR
        && other.kind() != SqlType.Kind.VARCHAR
        && other.kind() != SqlType.Kind.NULL;
  }

  private Expression comparison(JsonNode at, String kind, JsonNode left, JsonNode right)
      throws ViewRefusal {
    Expression[] sides = alike(at, left, right);
    Strict.Body body =
        switch (kind) {
          case "COMPARE_EQUAL" -> (out, a) -> out.set(a[0].compareTo(a[1]) == 0);
          case "COMPARE_NOTEQUAL" -> (out, a) -> out.set(a[0].compareTo(a[1]) != 0);
          case "COMPARE_LESSTHAN" -> (out, a) -> out.set(a[0].compareTo(a[1]) < 0);
          case "COMPARE_GREATERTHAN" -> (out, a) -> out.set(a[0].compareTo(a[1]) > 0);
          case "COMPARE_LESSTHANOREQUALTO" -> (out, a) -> out.set(a[0].compareTo(a[1]) <= 0);
          case "COMPARE_GREATERTHANOREQUALTO" -> (out, a) -> out.set(a[0].compareTo(a[1]) >= 0);
          default -> null;
        };
    if (body != null) {
      return new Strict(SqlType.BOOLEAN, body, sides);
    }
    return switch (kind) {
      case "COMPARE_DISTINCT_FROM" -> new Logic.Distinct(sides[0], sides[1], true);
      case "COMPARE_NOT_DISTINCT_FROM" -> new Logic.Distinct(sides[0], sides[1], false);
      default -> throw unsupported(at, "this comparison");
    };
  }

  private Expression between(JsonNode node) throws ViewRefusal {
    JsonNode input = node.path("input");
    return new Logic.Junction(
        false,
        comparison(node, "COMPARE_GREATERTHANOREQUALTO", input, node.path("lower")),
        comparison(node, "COMPARE_LESSTHANOREQUALTO", input, node.path("upper")));
  }

  private Expression junction(JsonNode node) throws ViewRefusal {
    List<Expression> operands = new ArrayList<>();
    for (JsonNode child : node.path("children")) {
      operands.add(condition(child));
    }
    return new Logic.Junction(
        node.path("type").asText().equals("CONJUNCTION_OR"), operands.toArray(Expression[]::new));
  }

  private Expression choice(JsonNode node) throws ViewRefusal {
    SqlType type = type(node);
    List<Expression> conditions = new ArrayList<>();
    List<Expression> results = new ArrayList<>();
    for (JsonNode check : node.path("case_checks")) {
      conditions.add(condition(check.path("when_expr")));
      results.add(typed(node, check.path("then_expr"), type));
    }
    results.add(typed(node, node.path("else_expr"), type));
    return new Logic.Choice(
        type, conditions.toArray(Expression[]::new), results.toArray(Expression[]::new));
  }

  private Expression typed(JsonNode at, JsonNode node, SqlType type) throws ViewRefusal {
    return isColumnFree(node) ? constant(node, type) : to(at, compile(node), type);
  }

  private Expression operator(JsonNode node) throws ViewRefusal {
    JsonNode[] children = list(node.path("children"));
    return switch (node.path("type").asText()) {
      case "OPERATOR_NOT" ->
          new Strict(
              SqlType.BOOLEAN, (out, a) -> out.set(a[0].number() == 0), condition(children[0]));
      case "OPERATOR_IS_NULL" -> new Logic.Absence(compile(children[0]), true);
      case "OPERATOR_IS_NOT_NULL" -> new Logic.Absence(compile(children[0]), false);
      case "COMPARE_IN" -> in(node, children);
      case "COMPARE_NOT_IN" ->
          new Strict(SqlType.BOOLEAN, (out, a) -> out.set(a[0].number() == 0), in(node, children));
      case "OPERATOR_COALESCE" -> first(node, children);
      default ->
          throw unsupported(
              node, node.path("type").asText().replace("OPERATOR_", "").replace('_', ' '));
    };
  }

  private static JsonNode[] list(JsonNode array) {
    List<JsonNode> nodes = new ArrayList<>();
    array.forEach(nodes::add);
    return nodes.toArray(JsonNode[]::new);
  }

  private Expression in(JsonNode node, JsonNode[] children) throws ViewRefusal {
    Expression[] all = alike(node, children);
    Expression[] items = Arrays.copyOfRange(all, 1, all.length);
    return new Logic.In(all[0], items);
  }

  private Expression first(JsonNode node, JsonNode[] children) throws ViewRefusal {
    SqlType type = type(node);
    Expression[] all = new Expression[children.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = typed(node, children[i], type);
    }
    return new Logic.First(type, all);
  }

  private Expression function(JsonNode node) throws ViewRefusal {
    String name = node.path("function_name").asText().toLowerCase(Locale.ROOT);
    refuseVolatile(node);
    if (parser.isAggregate(name) && !Functions.isScalar(name)) {
      throw text.refusal(
          node,
          name + "()",
          "is an aggregate, and stands where rows are looked at one by one",
          "aggregate in a column of the SELECT list, and nothing around the aggregate");
    }
    List<JsonNode> nodes = new ArrayList<>();
    node.path("arguments").forEach(argument -> nodes.add(argument.path("expression")));
    JsonNode[] arguments = nodes.toArray(JsonNode[]::new);
    if (!Functions.isScalar(name)) {
      throw unknown(node, name);
    }
    return switch (name) {
      case "nullif" -> unless(node, arguments);
      case "ifnull" -> first(node, arguments);
      case "greatest" -> extreme(node, arguments, 1);
      case "least" -> extreme(node, arguments, -1);
      case "if" -> ifElse(node, arguments);
      default -> plain(node, name, arguments);
    };
  }

  private ViewRefusal unknown(JsonNode node, String name) {
    return text.refusal(
        node,
        name + "()",
        "is not one of the functions that run inside Kafka",
        "did you mean "
            + String.join(", ", binder.nearest(name, Functions.SCALAR))
            + "? docs/streams.md lists all");
  }

  private Expression unless(JsonNode node, JsonNode[] arguments) throws ViewRefusal {
    type(node);
    Expression[] alike = alike(node, arguments);
    return new Logic.Unless(typed(node, arguments[0], type(node)), alike[0], alike[1]);
  }

  private Expression extreme(JsonNode node, JsonNode[] arguments, int sign) throws ViewRefusal {
    SqlType type = type(node);
    Expression[] all = new Expression[arguments.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = typed(node, arguments[i], type);
    }
    return new Logic.Extreme(type, sign, all);
  }

  private Expression ifElse(JsonNode node, JsonNode[] arguments) throws ViewRefusal {
    SqlType type = type(node);
    return new Logic.Choice(
        type,
        new Expression[] {condition(arguments[0])},
        new Expression[] {typed(node, arguments[1], type), typed(node, arguments[2], type)});
  }

  private Expression plain(JsonNode node, String name, JsonNode[] nodes) throws ViewRefusal {
    SqlType result = type(node);
    Expression[] arguments = compile(nodes);
    boolean absent =
        Arrays.stream(arguments).anyMatch(value -> value.type().kind() == SqlType.Kind.NULL);
    if (absent && !name.equals("concat")) {
      return Constant.nothing(result);
    }
    Optional<Expression> found = Arithmetic.of(name, arguments, result);
    if (found.isEmpty()) {
      found = TimeFunctions.of(name, arguments, result);
    }
    if (found.isEmpty()) {
      found = TextFunctions.of(name, arguments, result);
    }
    if (found.isPresent() && !found.get().type().equals(result)) {
      return to(node, found.get(), result);
    }
    return found.orElseThrow(() -> unsupported(node, name + " of " + types(arguments)));
  }

  private static String types(Expression[] arguments) {
    return String.join(
        " and ", Arrays.stream(arguments).map(value -> value.type().toString()).toList());
  }
}
