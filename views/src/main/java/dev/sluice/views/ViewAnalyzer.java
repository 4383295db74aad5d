// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes a view's SELECT apart, from the tables it reads outwards, and refuses by name whatever is
 * not sure to be maintained right.
 */
final class ViewAnalyzer {
  private final SqlParser parser;
  private final ViewDefinition view;
  private final Tables tables;
  private final SqlText text;
  private final Expressions expressions;
  private final Set<String> unread = new HashSet<>();

  ViewAnalyzer(SqlParser parser, ViewDefinition view, Tables tables) {
    this.parser = parser;
    this.view = view;
    this.tables = tables;
    this.text = new SqlText(view.name(), view.select());
    this.expressions = new Expressions(parser, text);
  }

  Analysis analyze() throws ViewRefusal {
    JsonNode select = parser.parse(text, view.select());
    Block block = block(select, Map.of());
    if (!unread.isEmpty()) {
      throw text.refusal(
          select, "WITH " + unread.iterator().next(), "is not read", "remove it from the WITH");
    }
    List<Item> keys = block.keys();
    if (keys.isEmpty()) {
      throw invisibleKeys(select, block);
    }
    requireNames(select, block.items());
    return new Analysis(
        view,
        block.from(),
        block.where(),
        block.items(),
        keys,
        block.bound().isEmpty(),
        block.ofGroups(),
        block.notAdditive(),
        ending(select, block, keys));
  }

  private Optional<Item> ending(JsonNode select, Block block, List<Item> keys) throws ViewRefusal {
    Optional<HeaderLine> line =
        HeaderLine.of(view).stream()
            .filter(header -> header.name().equals(Finality.HEADER))
            .findFirst();
    if (line.isEmpty()) {
      return Optional.empty();
    }
    String name = line.get().value();
    Optional<Item> key =
        keys.stream()
            .filter(item -> item.name().equalsIgnoreCase(name))
            .filter(item -> item.origin().filter(o -> o.ofBase()).isPresent())
            .filter(item -> item.origin().get().rounded().isPresent())
            .findFirst();
    if (key.isEmpty()) {
      throw text.refusal(
          line.get().at(),
          "-- final: " + name,
          "names no group key that is a time of the first table, rounded down",
          "name a key like date_trunc('hour', ordered_at) or time_bucket(INTERVAL '5 minutes',"
              + " ordered_at)");
    }
    if (block.items().stream().anyMatch(item -> item.name().equalsIgnoreCase(Finality.COLUMN))) {
      throw text.refusal(
          select,
          "column " + Finality.COLUMN,
          "is what the line -- final adds",
          "give the column another name");
    }
    return key;
  }

  private ViewRefusal invisibleKeys(JsonNode select, Block block) {
    JsonNode group = select.path("group_expressions").path(0);
    boolean grouped = !group.isMissingNode();
    return text.refusal(
        grouped ? group : select,
        grouped
            ? "group key " + text.of(group)
            : block.bound().isEmpty() ? "a SELECT of constants" : "the columns shown",
        "is not a column of the view, so its groups could not be told apart",
        "add it to the SELECT list, in a subquery to that of each SELECT around it, too");
  }

  private void requireNames(JsonNode select, List<Item> items) throws ViewRefusal {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      JsonNode node = select.path("select_list").path(i);
      String name = items.get(i).name();
      if (name.isEmpty()) {
        throw text.refusal(
            node,
            text.of(node),
            "has no name, and databases differ in the one they would give it",
            "add AS and a name");
      }
      if (!names.add(name.toLowerCase(Locale.ROOT))) {
        throw text.refusal(
            node, "column " + name, "has the name of another column", "add AS and another name");
      }
    }
  }

  private Block block(JsonNode select, Map<String, JsonNode> known) throws ViewRefusal {
    shape(select);
    Map<String, JsonNode> ctes = new HashMap<>(known);
    for (JsonNode cte : select.path("cte_map").path("map")) {
      String name = cte.path("key").asText().toLowerCase(Locale.ROOT);
      if (!cte.path("value").path("aliases").isEmpty()) {
        throw expressions.unsupported(select, "WITH " + name + " and a list of columns");
      }
      ctes.put(name, cte.path("value").path("query_node"));
      unread.add(name);
    }
    JsonNode from = select.path("from_table");
    Optional<Block> inner = inner(from, ctes);
    if (inner.isPresent()) {
      return new BlockReader(text, expressions, tables, select).over(inner.get());
    }
    return new BlockReader(text, expressions, tables, select)
        .over(new FromReader(tables, text, expressions).read(from));
  }

  /** The SELECT that stands alone in FROM, by itself or by its name in WITH. */
  private Optional<Block> inner(JsonNode from, Map<String, JsonNode> ctes) throws ViewRefusal {
    JsonNode query = from.path("subquery").path("node");
    boolean values = query.path("from_table").path("type").asText().equals("EXPRESSION_LIST");
    if (from.path("type").asText().equals("SUBQUERY") && !values) {
      if (!from.path("column_name_alias").isEmpty()) {
        throw expressions.unsupported(from, "a list of columns after a subquery");
      }
      return Optional.of(block(query, ctes));
    }
    String name = from.path("table_name").asText().toLowerCase(Locale.ROOT);
    if (from.path("type").asText().equals("BASE_TABLE") && ctes.containsKey(name)) {
      unread.remove(name);
      Map<String, JsonNode> others = new HashMap<>(ctes);
      return Optional.of(block(others.remove(name), others));
    }
    return Optional.empty();
  }

  private void shape(JsonNode select) throws ViewRefusal {
    String type = select.path("type").asText();
    if (!type.equals("SELECT_NODE")) {
      throw expressions.unsupported(select, type.replace("_NODE", "").replace('_', ' '));
    }
    for (JsonNode modifier : select.path("modifiers")) {
      String name = modifier.path("type").asText().replace("_MODIFIER", "").replace('_', ' ');
      if (!name.equals("DISTINCT")) {
        throw expressions.unsupported(select, name);
      }
      if (!modifier.path("distinct_on_targets").isEmpty()) {
        throw text.refusal(
            select,
            "DISTINCT ON",
            "is not maintained in views",
            "use row_number() OVER (PARTITION BY … ORDER BY …) = 1 of a subquery");
      }
    }
    if (FromReader.isGiven(select.path("sample"))) {
      throw expressions.unsupported(select, "a sample");
    }
    if (!select.path("aggregate_handling").asText().equals("STANDARD_HANDLING")) {
      throw expressions.unsupported(select, "GROUP BY ALL");
    }
    if (select.path("group_sets").size() > 1) {
      throw expressions.unsupported(select, "GROUPING SETS, ROLLUP or CUBE");
    }
  }
}
