// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Looks through the expressions of a SELECT, and refuses what is not sure to be the same twice. */
final class Expressions {
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
          "WINDOW",
          "TYPE");
  private static final Map<String, String> NAMES =
      Map.of(
          "SUBQUERY",
          "a subquery in an expression",
          "STAR",
          "*",
          "LAMBDA",
          "a lambda",
          "PARAMETER",
          "a parameter");

  /** Aggregates of the databases that DuckDB does not have. */
  private static final Set<String> FOREIGN_AGGREGATES =
      Set.of(
          "json_agg",
          "jsonb_agg",
          "json_object_agg",
          "jsonb_object_agg",
          "xmlagg",
          "every",
          "bit_and",
          "range_agg",
          "json_arrayagg",
          "json_objectagg",
          "std",
          "variance");

  /** Functions of other databases that answer differently each time; DuckDB's tells its own. */
  private static final Set<String> FOREIGN_VOLATILE =
      Set.of(
          "clock_timestamp",
          "statement_timestamp",
          "timeofday",
          "txid_current",
          "setval",
          "lastval",
          "sysdate",
          "curdate",
          "curtime",
          "utc_timestamp",
          "unix_timestamp",
          "rand",
          "uuid_short",
          "connection_id",
          "last_insert_id");

  /** Their answer depends on the order in which rows are read. */
  private static final Set<String> ORDERED_AGGREGATES =
      Set.of(
          "string_agg",
          "listagg",
          "group_concat",
          "array_agg",
          "list",
          "first",
          "last",
          "any_value",
          "arbitrary",
          "json_agg",
          "jsonb_agg",
          "json_group_array",
          "json_arrayagg",
          "xmlagg");

  /** So does theirs where two rows have the same value, and no ORDER BY settles which is taken. */
  private static final Set<String> TIED_AGGREGATES =
      Set.of(
          "arg_min",
          "arg_max",
          "argmin",
          "argmax",
          "min_by",
          "max_by",
          "arg_min_null",
          "arg_max_null",
          "approx_quantile",
          "approx_top_k",
          "reservoir_quantile",
          "mode");

  private static final Set<String> ORDERED_WINDOWS =
      Set.of(
          "row_number",
          "rank",
          "dense_rank",
          "percent_rank",
          "cume_dist",
          "ntile",
          "lag",
          "lead",
          "first_value",
          "last_value",
          "first",
          "last",
          "nth_value");
  private static final Set<String> EXPANDING =
      Set.of("unnest", "generate_series", "generate_subscripts", "regexp_split_to_table");

  private final SqlParser parser;
  private final SqlText text;

  Expressions(SqlParser parser, SqlText text) {
    this.parser = parser;
    this.text = text;
  }

  /** What may stand in an expression besides what is looked at row by row. */
  enum Place {
    ROW(false, false),
    GROUP(true, false),
    RESULT(true, true);

    private final boolean aggregates;
    private final boolean windows;

    Place(boolean aggregates, boolean windows) {
      this.aggregates = aggregates;
      this.windows = windows;
    }
  }

  /** What stands in an expression. */
  static final class Found {
    private boolean aggregate;
    private boolean expanding;
    private final List<JsonNode> windows = new ArrayList<>();

    boolean aggregate() {
      return aggregate;
    }

    /** Whether one row gives several values. */
    boolean expanding() {
      return expanding;
    }

    List<JsonNode> windows() {
      return windows;
    }

    /** Whether it is computed of one row alone. */
    boolean ofOneRow() {
      return !aggregate && windows.isEmpty();
    }
  }

  /** Checks an expression and everything in it. */
  Found check(JsonNode node, Place place) throws ViewRefusal {
    Found found = new Found();
    check(node, place, found);
    return found;
  }

  private void check(JsonNode node, Place place, Found found) throws ViewRefusal {
    String kind = node.path("class").asText();
    if (!kind.isEmpty() && !SCALAR.contains(kind)) {
      throw unsupported(
          node, NAMES.getOrDefault(kind, kind.toLowerCase(Locale.ROOT).replace('_', ' ')));
    }
    if (kind.equals("FUNCTION")) {
      function(node, place, found);
    }
    if (kind.equals("WINDOW")) {
      window(node, place, found);
    }
    for (JsonNode child : node) {
      if (child.isContainerNode()) {
        check(child, place, found);
      }
    }
  }

  private void function(JsonNode node, Place place, Found found) throws ViewRefusal {
    String name = node.path("function_name").asText();
    if (parser.isVolatile(name) || FOREIGN_VOLATILE.contains(name)) {
      throw text.refusal(
          node,
          name + "()",
          "answers differently each time, so a view could not be checked or built again",
          "use a time that is in the rows");
    }
    found.expanding |= EXPANDING.contains(name);
    if (!parser.isAggregate(name) && !FOREIGN_AGGREGATES.contains(name)) {
      return;
    }
    if (!place.aggregates) {
      throw text.refusal(
          node,
          name + "()",
          "is an aggregate and stands where rows are looked at one by one",
          "move it to HAVING");
    }
    requireOrder(node, name);
    found.aggregate = true;
  }

  private void requireOrder(JsonNode node, String name) throws ViewRefusal {
    if (TIED_AGGREGATES.contains(name)) {
      throw text.refusal(
          node,
          name + "()",
          "may answer differently when the same rows are read in another order",
          "take min() or max(), or row_number() OVER (PARTITION BY … ORDER BY …) of a subquery");
    }
    boolean sorted = !node.path("order_bys").path("orders").isEmpty();
    if (ORDERED_AGGREGATES.contains(name) && !sorted) {
      throw text.refusal(
          node,
          name + "() without ORDER BY",
          "answers differently when the same rows are read in another order",
          "add ORDER BY inside the brackets, by columns that tell the rows apart");
    }
  }

  private void window(JsonNode node, Place place, Found found) throws ViewRefusal {
    String name = node.path("function_name").asText();
    if (!place.windows) {
      throw text.refusal(
          node,
          "a window function",
          "stands where rows are looked at one by one",
          "compute it in a subquery in FROM");
    }
    if (node.path("partitions").isEmpty()) {
      throw text.refusal(
          node,
          name + "() OVER without PARTITION BY",
          "looks at all rows, so every row could change it",
          "add PARTITION BY with a column that the view shows");
    }
    if (ORDERED_WINDOWS.contains(name) && node.path("orders").isEmpty()) {
      throw text.refusal(
          node,
          name + "() OVER without ORDER BY",
          "answers differently when the same rows are read in another order",
          "add ORDER BY, by columns that tell the rows apart");
    }
    found.windows.add(node);
  }

  ViewRefusal unsupported(JsonNode at, String construct) {
    return text.refusal(
        at,
        construct,
        "is not maintained in views",
        "leave it out, or query the view with it: the view is an ordinary table");
  }

  /** A node without what says where it stood and how it was called. */
  static JsonNode bare(JsonNode node, boolean oneTable) {
    JsonNode copy = node.deepCopy();
    for (JsonNode object : copy.findParents("query_location")) {
      ((ObjectNode) object).remove(List.of("query_location", "query_location_length"));
    }
    for (JsonNode object : copy.findParents("column_names")) {
      JsonNode names = object.path("column_names");
      List<String> kept = new ArrayList<>();
      names.forEach(name -> kept.add(name.asText().toLowerCase(Locale.ROOT)));
      // Where there is one table a qualified column is the same as the bare one.
      int from = oneTable ? kept.size() - 1 : 0;
      com.fasterxml.jackson.databind.node.ArrayNode fewer =
          ((ObjectNode) object).putArray("column_names");
      kept.subList(from, kept.size()).forEach(fewer::add);
    }
    if (copy instanceof ObjectNode top) {
      top.put("alias", "");
    }
    return copy;
  }

  /**
   * The text of a node: as its author wrote it where the tree says exactly where that is, and as
   * the parser writes it otherwise.
   */
  String sameText(JsonNode node) {
    String slice = text.of(node);
    boolean same =
        !slice.isBlank()
            && parser
                .expression(slice)
                .filter(again -> bare(again, false).equals(bare(node, false)))
                .isPresent();
    return same ? slice : parser.write(node);
  }
}
