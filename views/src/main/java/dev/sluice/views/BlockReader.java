// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one SELECT over a FROM, or over another SELECT that has been read. */
final class BlockReader {
  private static final Map<String, Item.Measure> MEASURES =
      Map.of(
          "count_star", Item.Measure.ROWS,
          "count", Item.Measure.COUNT,
          "sum", Item.Measure.SUM,
          "min", Item.Measure.MIN,
          "max", Item.Measure.MAX);

  private final SqlText text;
  private final Expressions expressions;
  private final Tables tables;
  private final JsonNode select;
  private final List<JsonNode> nodes = new ArrayList<>();
  private final List<Expressions.Found> found = new ArrayList<>();
  private From from;
  private Optional<Block> inner = Optional.empty();
  private Optional<List<Origin>> bound = Optional.empty();

  BlockReader(SqlText text, Expressions expressions, Tables tables, JsonNode select) {
    this.text = text;
    this.expressions = expressions;
    this.tables = tables;
    this.select = select;
  }

  Block over(From rows) throws ViewRefusal {
    from = rows;
    return read();
  }

  Block over(Block block) throws ViewRefusal {
    from = block.from();
    inner = Optional.of(block);
    bound = block.bound();
    return read();
  }

  private Block read() throws ViewRefusal {
    for (JsonNode node : select.path("select_list")) {
      nodes.add(node);
      found.add(expressions.check(node, Expressions.Place.RESULT));
    }
    List<Integer> groups = groups();
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      items.add(item(i, groups.contains(i)));
    }
    boundByGroups();
    conditions();
    boundByWindows();
    boundByDistinct(items);
    return new Block(from, where(), items, bound, isOfGroups(groups), notAdditive(items, groups));
  }

  private boolean grouped() {
    return !select.path("group_expressions").isEmpty();
  }

  private void conditions() throws ViewRefusal {
    if (FromReader.isGiven(select.path("where_clause"))) {
      expressions.check(select.path("where_clause"), Expressions.Place.ROW);
      requireColumns(select.path("where_clause"));
    }
    if (FromReader.isGiven(select.path("having"))) {
      expressions.check(select.path("having"), Expressions.Place.GROUP);
    }
  }

  private Optional<String> where() {
    if (inner.isPresent()) {
      return inner.get().where();
    }
    JsonNode where = select.path("where_clause");
    return FromReader.isGiven(where) ? Optional.of(expressions.sameText(where)) : Optional.empty();
  }

  /** Which columns are group keys. */
  private List<Integer> groups() throws ViewRefusal {
    List<Integer> keys = new ArrayList<>();
    for (JsonNode group : select.path("group_expressions")) {
      expressions.check(group, Expressions.Place.ROW);
      int item = itemOf(group);
      if (item >= 0) {
        keys.add(item);
      }
    }
    return keys;
  }

  /** The column that a group key is: by its number, its expression, or its name; -1 if none. */
  private int itemOf(JsonNode group) throws ViewRefusal {
    if (group.path("class").asText().equals("CONSTANT")
        && group.path("literal").path("kind").asText().equals("INTEGER")) {
      return ordinal(group);
    }
    for (int i = 0; i < nodes.size(); i++) {
      if (bare(nodes.get(i)).equals(bare(group))) {
        return i;
      }
    }
    JsonNode names = group.path("column_names");
    for (int i = 0; names.size() == 1 && i < nodes.size(); i++) {
      if (nodes.get(i).path("alias").asText().equalsIgnoreCase(names.get(0).asText())) {
        return i;
      }
    }
    return -1;
  }

  private int ordinal(JsonNode group) throws ViewRefusal {
    int ordinal = group.path("literal").path("text").asInt();
    if (ordinal < 1 || ordinal > nodes.size()) {
      throw text.refusal(
          group,
          "GROUP BY " + ordinal,
          "names no column of the view",
          "write a number from 1 to " + nodes.size());
    }
    return ordinal - 1;
  }

  private JsonNode bare(JsonNode node) {
    return Expressions.bare(node, from.relations().size() == 1 && !from.fixed());
  }

  private Item item(int i, boolean key) throws ViewRefusal {
    JsonNode node = nodes.get(i);
    boolean aggregate = found.get(i).aggregate();
    if (found.get(i).windows().isEmpty()) {
      requireColumns(node);
    }
    if (key && !found.get(i).ofOneRow()) {
      throw text.refusal(
          node,
          "a group key with an aggregate in it",
          "has no meaning",
          "group by columns and expressions of them");
    }
    if (grouped() && !key && found.get(i).ofOneRow()) {
      throw text.refusal(
          node,
          text.of(node),
          "is neither a group key nor an aggregate",
          "add it to GROUP BY, or aggregate it");
    }
    if (!grouped() && aggregate) {
      throw text.refusal(
          select,
          "an aggregate without GROUP BY",
          "is one of all rows, which every row would have computed anew",
          "group by at least one column or expression; SELECT 'all' AS rows, … GROUP BY 1 is one");
    }
    return new Item(
        name(node), expressions.sameText(node), origin(node, found.get(i)), measure(node, key));
  }

  private Optional<Origin> origin(JsonNode node, Expressions.Found what) throws ViewRefusal {
    if (!what.ofOneRow()) {
      return Optional.empty();
    }
    requireColumns(node);
    if (inner.isPresent()) {
      JsonNode names = node.path("column_names");
      String column = names.path(names.size() - 1).asText();
      return inner.get().items().stream()
          .filter(item -> node.path("class").asText().equals("COLUMN_REF"))
          .filter(item -> item.name().equalsIgnoreCase(column))
          .findFirst()
          .flatMap(Item::origin);
    }
    boolean ofBase = !what.expanding() && from.ofBase(node, tables);
    return Optional.of(
        new Origin(
            expressions.sameText(node),
            bare(node),
            ofBase,
            RoundedDown.of(node, expressions::sameText)));
  }

  /** Refuses columns that are not there, where all that are there are known. */
  private void requireColumns(JsonNode node) throws ViewRefusal {
    List<String> known = columns();
    for (JsonNode reference : node.findParents("column_names")) {
      JsonNode names = reference.path("column_names");
      String column = names.path(0).asText();
      boolean qualified = names.size() > 1;
      if (!known.isEmpty() && !qualified && known.stream().noneMatch(column::equalsIgnoreCase)) {
        throw text.refusal(
            reference,
            "column " + column,
            "is in none of the tables read",
            Nearest.of(column, known)
                .map(near -> "did you mean " + near + "?")
                .orElse("read one of " + String.join(", ", known)));
      }
    }
  }

  /** Empty if some are not known. */
  private List<String> columns() {
    if (inner.isPresent()) {
      return inner.get().items().stream().map(Item::name).toList();
    }
    List<String> known = new ArrayList<>();
    for (Relation relation : from.relations()) {
      List<String> more = tables.columns(relation.table());
      if (more.isEmpty() || from.fixed()) {
        return List.of();
      }
      known.addAll(more);
    }
    return known;
  }

  private static String name(JsonNode node) {
    String alias = node.path("alias").asText();
    JsonNode names = node.path("column_names");
    boolean column = node.path("class").asText().equals("COLUMN_REF");
    return alias.isEmpty() && column ? names.path(names.size() - 1).asText() : alias;
  }

  private static Optional<Item.Measure> measure(JsonNode node, boolean key) {
    boolean plain =
        !key
            && node.path("class").asText().equals("FUNCTION")
            && !node.path("distinct").asBoolean()
            && node.path("order_bys").path("orders").isEmpty();
    boolean some = FromReader.isGiven(node.path("filter"));
    return plain
        ? Optional.ofNullable(MEASURES.get(node.path("function_name").asText()))
            .map(found -> some && found == Item.Measure.ROWS ? Item.Measure.COUNT : found)
        : Optional.empty();
  }

  private void boundByGroups() throws ViewRefusal {
    List<Origin> keys = new ArrayList<>();
    for (JsonNode group : select.path("group_expressions")) {
      int item = itemOf(group);
      JsonNode node = item < 0 ? group : nodes.get(item);
      origin(node, expressions.check(node, Expressions.Place.ROW)).ifPresent(keys::add);
    }
    if (grouped()) {
      bind(keys, select.path("group_expressions").path(0), "GROUP BY");
    }
  }

  private void boundByWindows() throws ViewRefusal {
    List<JsonNode> windows = new ArrayList<>();
    found.forEach(item -> windows.addAll(item.windows()));
    if (FromReader.isGiven(select.path("qualify"))) {
      windows.addAll(expressions.check(select.path("qualify"), Expressions.Place.RESULT).windows());
    }
    for (JsonNode window : windows) {
      List<Origin> keys = new ArrayList<>();
      for (JsonNode partition : window.path("partitions")) {
        origin(partition, expressions.check(partition, Expressions.Place.GROUP))
            .ifPresent(keys::add);
      }
      bind(keys, window, "PARTITION BY");
    }
  }

  private void boundByDistinct(List<Item> items) throws ViewRefusal {
    if (!select.path("modifiers").isEmpty()) {
      bind(items.stream().flatMap(item -> item.origin().stream()).toList(), select, "DISTINCT");
    }
  }

  /** Keeps of the keys that keep rows apart those that this construct keeps apart, too. */
  private void bind(List<Origin> keys, JsonNode at, String construct) throws ViewRefusal {
    List<Origin> both =
        bound.isEmpty()
            ? keys
            : keys.stream().filter(key -> bound.get().stream().anyMatch(key::same)).toList();
    if (both.isEmpty()) {
      throw text.refusal(
          at,
          construct,
          "has no key that is a column of the rows it began with and a key of every GROUP BY,"
              + " DISTINCT and PARTITION BY around it, so any row could change all",
          "give them a key in common, and pass it outwards as a column");
    }
    bound = Optional.of(both);
  }

  private boolean isOfGroups(List<Integer> groups) {
    return inner.isEmpty()
        && grouped()
        && groups.size() == select.path("group_expressions").size()
        && !FromReader.isGiven(select.path("having"))
        && !FromReader.isGiven(select.path("qualify"))
        && select.path("modifiers").isEmpty()
        && found.stream().allMatch(item -> item.windows().isEmpty());
  }

  private String notAdditive(List<Item> items, List<Integer> groups) {
    if (inner.isPresent() || !grouped()) {
      return inner.isPresent() ? "rows are computed of a SELECT's rows" : "there are no groups";
    }
    if (FromReader.isGiven(select.path("having"))) {
      return "HAVING leaves groups out, and their partial values would be lost";
    }
    if (FromReader.isGiven(select.path("qualify")) || !select.path("modifiers").isEmpty()) {
      return "groups are left out, and their partial values would be lost";
    }
    if (groups.size() != select.path("group_expressions").size()) {
      return "a group key is not shown";
    }
    for (int i = 0; i < items.size(); i++) {
      if (!groups.contains(i) && items.get(i).measure().isEmpty()) {
        Item item = items.get(i);
        return item.name() + " = " + item.text() + " cannot be put together from partial values";
      }
    }
    return "";
  }
}
