// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.views.SqlParser;
import dev.sluice.views.SqlText;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Takes an emitted view's SELECT apart, and refuses by name what has no topology. */
public final class QueryReader {
  private static final String NOW =
      "leave it out, or leave out the line 'emit:' to keep the view in the warehouse";

  private final SqlParser parser;
  private final ViewDefinition view;
  private final SqlText text;

  private QueryReader(SqlParser parser, ViewDefinition view) {
    this.parser = parser;
    this.view = view;
    this.text = new SqlText(view.name(), view.select());
  }

  /**
   * Reads a SELECT.
   *
   * @throws ViewRefusal if it cannot be parsed, or is not made of what runs inside Kafka
   */
  public static StreamQuery read(SqlParser parser, ViewDefinition view) throws ViewRefusal {
    return new QueryReader(parser, view).read();
  }

  private StreamQuery read() throws ViewRefusal {
    JsonNode select = parser.parse(text, view.select());
    shape(select);
    JsonNode from = select.path("from_table");
    boolean joined = from.path("type").asText().equals("JOIN");
    JsonNode base = joined ? from.path("left") : from;
    table(base);
    String alias = alias(base);
    Optional<Join> join = joined ? Optional.of(join(from, alias)) : Optional.empty();
    List<JsonNode> nodes = new ArrayList<>();
    select.path("select_list").forEach(nodes::add);
    List<Item> items = items(select, nodes);
    JsonNode where = select.path("where_clause");
    return new StreamQuery(
        base.path("table_name").asText(),
        alias,
        join,
        where.isNull() ? Optional.empty() : Optional.of(where),
        items,
        window(items));
  }

  private void shape(JsonNode select) throws ViewRefusal {
    String type = select.path("type").asText();
    if (!type.equals("SELECT_NODE")) {
      throw unsupported(select, type.replace("_NODE", "").replace('_', ' '));
    }
    for (JsonNode modifier : select.path("modifiers")) {
      throw unsupported(
          select, modifier.path("type").asText().replace("_MODIFIER", "").replace('_', ' '));
    }
    if (!select.path("cte_map").path("map").isEmpty()) {
      throw unsupported(select, "WITH");
    }
    for (String clause : List.of("having", "qualify", "sample")) {
      if (!select.path(clause).isNull()) {
        throw unsupported(select.path(clause), clause.toUpperCase(Locale.ROOT));
      }
    }
    if (select.path("group_sets").size() > 1
        || !select.path("aggregate_handling").asText().equals("STANDARD_HANDLING")) {
      throw unsupported(select, "GROUP BY ALL, GROUPING SETS, ROLLUP or CUBE");
    }
  }

  private ViewRefusal unsupported(JsonNode at, String construct) {
    return text.refusal(at, construct, "does not run inside Kafka", NOW);
  }

  private void table(JsonNode from) throws ViewRefusal {
    String type = from.path("type").asText();
    if (!type.equals("BASE_TABLE")) {
      throw unsupported(
          from,
          type.equals("EMPTY") ? "a SELECT without FROM" : type.replace('_', ' ') + " in FROM");
    }
    if (!from.path("schema_name").asText().isEmpty()
        || !from.path("sample").isNull()
        || !from.path("at_clause").isNull()
        || !from.path("column_name_alias").isEmpty()) {
      throw unsupported(from, "a schema, a sample, time travel or column aliases of a table");
    }
  }

  private static String alias(JsonNode table) {
    String alias = table.path("alias").asText();
    return alias.isEmpty() ? table.path("table_name").asText() : alias;
  }

  private Join join(JsonNode join, String streamAlias) throws ViewRefusal {
    String type = join.path("join_type").asText();
    if ((!type.equals("INNER") && !type.equals("LEFT"))
        || !join.path("ref_type").asText().equals("REGULAR")) {
      throw unsupported(join, "a " + type + " " + join.path("ref_type").asText() + " join");
    }
    table(join.path("left"));
    table(join.path("right"));
    String alias = alias(join.path("right"));
    JsonNode condition = join.path("condition");
    if (!condition.path("type").asText().equals("COMPARE_EQUAL")) {
      throw text.refusal(
          condition.isNull() || condition.isMissingNode() ? join : condition,
          "this join",
          "is not on one column of the table that equals something of the stream",
          "write ON stream.column = table.column");
    }
    JsonNode left = condition.path("left");
    JsonNode right = condition.path("right");
    boolean swapped = isColumnOf(left, alias);
    JsonNode column = swapped ? left : right;
    if (!isColumnOf(column, alias)) {
      throw text.refusal(
          condition,
          "this join condition",
          "does not name a column of " + alias,
          "write ON " + streamAlias + ".column = " + alias + ".column");
    }
    return new Join(
        join.path("right").path("table_name").asText(),
        alias,
        type.equals("LEFT"),
        swapped ? right : left,
        column);
  }

  private static boolean isColumnOf(JsonNode node, String alias) {
    JsonNode names = node.path("column_names");
    return node.path("class").asText().equals("COLUMN_REF")
        && names.size() == 2
        && names.get(0).asText().equalsIgnoreCase(alias);
  }

  private List<Item> items(JsonNode select, List<JsonNode> nodes) throws ViewRefusal {
    Set<Integer> keys = keys(select.path("group_expressions"), nodes);
    boolean grouped = !keys.isEmpty();
    List<Item> items = new ArrayList<>();
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < nodes.size(); i++) {
      Item item = item(nodes.get(i), keys.contains(i), grouped);
      if (!names.add(item.name())) {
        throw text.refusal(
            nodes.get(i), "column " + item.name(), "is there twice", "name one of them otherwise");
      }
      items.add(item);
    }
    return items;
  }

  private Set<Integer> keys(JsonNode groups, List<JsonNode> items) throws ViewRefusal {
    Set<Integer> keys = new TreeSet<>();
    for (JsonNode group : groups) {
      int item = item(group, items);
      if (item < 0) {
        throw text.refusal(
            group,
            "group key " + text.of(group),
            "is not a column of the view, so it could not be part of the record's key",
            "add it to the SELECT list");
      }
      keys.add(item);
    }
    return keys;
  }

  private int item(JsonNode group, List<JsonNode> items) throws ViewRefusal {
    JsonNode literal = group.path("literal");
    if (literal.path("kind").asText().equals("INTEGER")) {
      int ordinal = literal.path("text").asInt();
      if (ordinal < 1 || ordinal > items.size()) {
        throw text.refusal(
            group,
            "GROUP BY " + ordinal,
            "names no column of the view",
            "write a number from 1 to " + items.size());
      }
      return ordinal - 1;
    }
    for (int i = 0; i < items.size(); i++) {
      if (bare(items.get(i)).equals(bare(group))) {
        return i;
      }
    }
    JsonNode names = group.path("column_names");
    for (int i = 0; names.size() == 1 && i < items.size(); i++) {
      if (items.get(i).path("alias").asText().equalsIgnoreCase(names.get(0).asText())) {
        return i;
      }
    }
    return -1;
  }

  /** A node without where it stood and how it was called. */
  private static JsonNode bare(JsonNode node) {
    JsonNode copy = node.deepCopy();
    for (JsonNode object : copy.findParents("query_location")) {
      ((ObjectNode) object).remove(List.of("query_location", "query_location_length"));
    }
    if (copy instanceof ObjectNode top) {
      top.put("alias", "");
    }
    return copy;
  }

  private Item item(JsonNode node, boolean key, boolean grouped) throws ViewRefusal {
    if (node.path("class").asText().equals("STAR")) {
      throw unsupported(node, "*");
    }
    String name = name(node);
    if (key) {
      return Item.key(name, node);
    }
    Optional<Aggregate> aggregate =
        node.path("class").asText().equals("FUNCTION")
                && parser.isAggregate(node.path("function_name").asText())
            ? Aggregate.of(node.path("function_name").asText())
            : Optional.empty();
    if (aggregate.isEmpty() && !grouped) {
      return Item.plain(name, node);
    }
    if (aggregate.isEmpty()) {
      throw text.refusal(
          node,
          text.of(node).isBlank() ? name : text.of(node),
          "is neither a group key nor one of count, sum, min, max, avg alone",
          "add it to GROUP BY, or compute it in a query over the topic");
    }
    if (!grouped) {
      throw text.refusal(
          node,
          "an aggregate without GROUP BY",
          "has no key that its record could have",
          "group by at least one column or expression");
    }
    return measure(node, name, aggregate.get());
  }

  private Item measure(JsonNode node, String name, Aggregate aggregate) throws ViewRefusal {
    if (node.path("distinct").asBoolean()) {
      throw unsupported(node, "DISTINCT inside an aggregate");
    }
    if (!node.path("order_bys").path("orders").isEmpty()) {
      throw unsupported(node, "ORDER BY inside an aggregate");
    }
    JsonNode arguments = node.path("arguments");
    if (arguments.size() > 1) {
      throw unsupported(node, "an aggregate of " + arguments.size() + " arguments");
    }
    JsonNode filter = node.path("filter");
    return new Item(
        name,
        Item.Role.MEASURE,
        node,
        Optional.of(aggregate),
        arguments.isEmpty() ? Optional.empty() : Optional.of(arguments.get(0).path("expression")),
        filter.isNull() || filter.isMissingNode() ? Optional.empty() : Optional.of(filter));
  }

  private String name(JsonNode node) throws ViewRefusal {
    String alias = node.path("alias").asText();
    if (alias.isEmpty() && node.path("class").asText().equals("COLUMN_REF")) {
      JsonNode names = node.path("column_names");
      alias = names.get(names.size() - 1).asText();
    }
    if (alias.isEmpty()) {
      throw text.refusal(node, text.of(node), "has no name", "add AS and a name");
    }
    if (!alias.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw text.refusal(
          node,
          "column name \"" + alias + "\"",
          "cannot be a field of an Avro record",
          "use letters, digits and _");
    }
    return alias;
  }

  private Optional<Window> window(List<Item> items) throws ViewRefusal {
    Optional<Window> found = Optional.empty();
    for (int i = 0; i < items.size(); i++) {
      Optional<Window> window =
          items.get(i).role() == Item.Role.KEY ? window(i, items.get(i).node()) : Optional.empty();
      boolean both = window.isPresent() && found.isPresent();
      if (both && (isNamed(window.get()) || isNamed(found.get()))) {
        throw unsupported(items.get(i).node(), "a second window beside hop or session");
      }
      // Of several tumbling ones the first counts: it says when a group is closed.
      found = found.isPresent() ? found : window;
    }
    return found;
  }

  private static boolean isNamed(Window window) {
    return window.kind() != Window.Kind.TUMBLING;
  }

  private Optional<Window> window(int item, JsonNode node) throws ViewRefusal {
    List<JsonNode> arguments = new ArrayList<>();
    node.path("arguments").forEach(argument -> arguments.add(argument.path("expression")));
    String function = node.path("function_name").asText().toLowerCase(Locale.ROOT);
    if (node.path("class").asText().equals("CAST")
        && node.path("type_expr").path("type_name").asText().equalsIgnoreCase("DATE")) {
      return Optional.of(new Window(Window.Kind.TUMBLING, item, node, node.path("child")));
    }
    return switch (function) {
      case "date_trunc", "datetrunc", "time_bucket" ->
          arguments.size() == 2
              ? Optional.of(new Window(Window.Kind.TUMBLING, item, node, arguments.get(1)))
              : Optional.empty();
      case "hop" ->
          Optional.of(
              named(Window.Kind.HOPPING, item, node, arguments, 3, "hop(time, size, step)"));
      case "session" ->
          Optional.of(named(Window.Kind.SESSION, item, node, arguments, 2, "session(time, gap)"));
      default -> Optional.empty();
    };
  }

  private Window named(
      Window.Kind kind, int item, JsonNode node, List<JsonNode> arguments, int count, String form)
      throws ViewRefusal {
    if (arguments.size() != count) {
      throw text.refusal(
          node, "this window", "has " + arguments.size() + " arguments", "write " + form);
    }
    return new Window(kind, item, node, arguments.get(0));
  }
}
