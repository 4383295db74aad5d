// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes a view's SELECT apart, and refuses by name whatever is not sure to be maintained right. */
final class ViewAnalyzer {
  private static final Set<String> SCALAR =
      Set.of(
          "FUNCTION",
          "COLUMN_REF",
          "CONSTANT",
          "COMPARISON",
          "CONJUNCTION",
          "CAST",
          "CASE",
          "OPERATOR",
          "BETWEEN",
          "TYPE");
  private static final Map<String, String> NAMES =
      Map.of(
          "SUBQUERY",
          "a subquery",
          "WINDOW",
          "a window function",
          "STAR",
          "*",
          "LAMBDA",
          "a lambda",
          "PARAMETER",
          "a parameter");
  private static final Map<String, Item.Measure> MEASURES =
      Map.of(
          "count_star", Item.Measure.COUNT,
          "count", Item.Measure.COUNT,
          "sum", Item.Measure.SUM,
          "min", Item.Measure.MIN,
          "max", Item.Measure.MAX);

  private final SqlParser parser;
  private final ViewDefinition view;
  private final SqlText text;

  ViewAnalyzer(SqlParser parser, ViewDefinition view) {
    this.parser = parser;
    this.view = view;
    this.text = new SqlText(view.name(), view.select());
  }

  Analysis analyze() throws ViewRefusal {
    JsonNode select = parser.parse(text, view.select());
    shape(select);
    JsonNode from = select.path("from_table");
    List<JsonNode> nodes = new ArrayList<>();
    select.path("select_list").forEach(nodes::add);
    Set<Integer> keys = keys(select.path("group_expressions"), nodes);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      items.add(item(nodes.get(i), keys.contains(i)));
    }
    JsonNode where = select.path("where_clause");
    if (!where.isNull()) {
      expression(where, false);
    }
    if (!select.path("having").isNull()) {
      expression(select.path("having"), true);
    }
    String alias = from.path("alias").asText();
    String table = from.path("table_name").asText();
    return new Analysis(
        view,
        table,
        alias.isEmpty() ? table : alias,
        items,
        where.isNull() ? Optional.empty() : Optional.of(sameText(where)),
        !select.path("having").isNull());
  }

  private void shape(JsonNode select) throws ViewRefusal {
    if (!select.path("type").asText().equals("SELECT_NODE")) {
      throw unsupported(
          select, select.path("type").asText().replace("_NODE", "").replace('_', ' '));
    }
    for (JsonNode modifier : select.path("modifiers")) {
      throw unsupported(
          select, modifier.path("type").asText().replace("_MODIFIER", "").replace('_', ' '));
    }
    if (!select.path("cte_map").path("map").isEmpty()) {
      throw unsupported(select, "WITH");
    }
    if (!select.path("qualify").isNull()) {
      throw unsupported(select.path("qualify"), "QUALIFY");
    }
    if (!select.path("sample").isNull()) {
      throw unsupported(select, "a sample");
    }
    from(select.path("from_table"));
    if (!select.path("aggregate_handling").asText().equals("STANDARD_HANDLING")) {
      throw unsupported(select, "GROUP BY ALL");
    }
    if (select.path("group_sets").size() > 1) {
      throw unsupported(select, "GROUPING SETS, ROLLUP or CUBE");
    }
    if (select.path("group_expressions").isEmpty()) {
      throw text.refusal(
          select,
          "a SELECT without GROUP BY",
          "has no groups to maintain",
          "group by at least one column or expression");
    }
  }

  private void from(JsonNode from) throws ViewRefusal {
    String type = from.path("type").asText();
    if (!type.equals("BASE_TABLE")) {
      String name =
          type.equals("EMPTY")
              ? "a SELECT without FROM"
              : type.equals("SUBQUERY") ? "a subquery in FROM" : type.replace('_', ' ');
      throw unsupported(from, name);
    }
    if (!from.path("schema_name").asText().isEmpty()) {
      throw text.refusal(
          from,
          "a schema before the table's name",
          "is not needed and hides which table is meant",
          "write the table's name alone");
    }
    if (!from.path("sample").isNull()
        || !from.path("at_clause").isNull()
        || !from.path("column_name_alias").isEmpty()) {
      throw unsupported(from, "a sample, time travel or column aliases of a table");
    }
  }

  private ViewRefusal unsupported(JsonNode at, String construct) {
    return text.refusal(
        at,
        construct,
        "is not maintained in views",
        "leave it out, or query the view with it: the view is an ordinary table");
  }

  /** Which columns are the group keys. */
  private Set<Integer> keys(JsonNode groups, List<JsonNode> items) throws ViewRefusal {
    Set<Integer> keys = new java.util.TreeSet<>();
    for (JsonNode group : groups) {
      int item = item(group, items);
      if (item < 0) {
        throw text.refusal(
            group,
            "group key " + text.of(group),
            "is not a column of the view, so its groups could not be told apart",
            "add it to the SELECT list");
      }
      keys.add(item);
    }
    return keys;
  }

  private int item(JsonNode group, List<JsonNode> items) throws ViewRefusal {
    if (group.path("class").asText().equals("CONSTANT")
        && group.path("literal").path("kind").asText().equals("INTEGER")) {
      int ordinal = group.path("literal").path("text").asInt();
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
    boolean single =
        group.path("class").asText().equals("COLUMN_REF") && group.path("column_names").size() == 1;
    for (int i = 0; single && i < items.size(); i++) {
      if (items
          .get(i)
          .path("alias")
          .asText()
          .equalsIgnoreCase(group.path("column_names").get(0).asText())) {
        return i;
      }
    }
    return -1;
  }

  /**
   * A node without what says where it stood, how it was called, and which table its columns are of.
   */
  private static JsonNode bare(JsonNode node) {
    JsonNode copy = node.deepCopy();
    for (JsonNode object : copy.findParents("query_location")) {
      ((ObjectNode) object).remove(List.of("query_location", "query_location_length"));
    }
    // There is one table, so a qualified column is the same as the bare one.
    for (JsonNode object : copy.findParents("column_names")) {
      JsonNode names = object.path("column_names");
      String last = names.path(names.size() - 1).asText().toLowerCase(Locale.ROOT);
      ((ObjectNode) object).putArray("column_names").add(last);
    }
    if (copy instanceof ObjectNode top) {
      top.put("alias", "");
    }
    return copy;
  }

  private Item item(JsonNode node, boolean key) throws ViewRefusal {
    boolean aggregates = expression(node, true);
    if (key && aggregates) {
      throw text.refusal(
          node,
          "a group key with an aggregate in it",
          "has no meaning",
          "group by columns and expressions of them");
    }
    if (!key && !aggregates) {
      throw text.refusal(
          node,
          text.of(node),
          "is neither a group key nor an aggregate",
          "add it to GROUP BY, or aggregate it");
    }
    return new Item(name(node), sameText(node), key, key ? Optional.empty() : measure(node));
  }

  private String name(JsonNode node) throws ViewRefusal {
    String alias = node.path("alias").asText();
    if (!alias.isEmpty()) {
      return alias;
    }
    JsonNode names = node.path("column_names");
    if (node.path("class").asText().equals("COLUMN_REF") && !names.isEmpty()) {
      return names.get(names.size() - 1).asText();
    }
    throw text.refusal(
        node,
        text.of(node),
        "has no name, and databases differ in the one they would give it",
        "add AS and a name");
  }

  /** Empty if partial values of it cannot be put together. */
  private static Optional<Item.Measure> measure(JsonNode node) {
    boolean plain =
        node.path("class").asText().equals("FUNCTION") && !node.path("distinct").asBoolean();
    return plain
        ? Optional.ofNullable(MEASURES.get(node.path("function_name").asText()))
        : Optional.empty();
  }

  /**
   * Checks an expression and everything in it.
   *
   * @return whether there is an aggregate in it
   */
  private boolean expression(JsonNode node, boolean aggregatesAllowed) throws ViewRefusal {
    boolean found = false;
    String kind = node.path("class").asText();
    if (!kind.isEmpty() && !SCALAR.contains(kind)) {
      throw unsupported(
          node, NAMES.getOrDefault(kind, kind.toLowerCase(Locale.ROOT).replace('_', ' ')));
    }
    if (kind.equals("FUNCTION")) {
      found = function(node, aggregatesAllowed);
    }
    for (JsonNode child : node) {
      if (child.isContainerNode()) {
        found |= expression(child, aggregatesAllowed);
      }
    }
    return found;
  }

  private boolean function(JsonNode node, boolean aggregatesAllowed) throws ViewRefusal {
    String name = node.path("function_name").asText();
    if (parser.isVolatile(name)) {
      throw text.refusal(
          node,
          name + "()",
          "answers differently each time, so a view could not be checked or built again",
          "use a time that is in the rows");
    }
    boolean aggregate = parser.isAggregate(name);
    if (aggregate && !aggregatesAllowed) {
      throw text.refusal(
          node,
          name + "()",
          "is an aggregate and stands where rows are looked at one by one",
          "move it to HAVING");
    }
    if (!node.path("order_bys").path("orders").isEmpty()) {
      throw unsupported(node, "ORDER BY inside an aggregate");
    }
    return aggregate;
  }

  /**
   * The text of a node: as its author wrote it where the tree says exactly where that is, and as
   * the parser writes it otherwise.
   */
  private String sameText(JsonNode node) {
    String slice = text.of(node);
    boolean same =
        parser.expression(slice).filter(again -> bare(again).equals(bare(node))).isPresent();
    return same ? slice : parser.write(node);
  }
}
