// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Where a SELECT names the tables that it reads. */
public final class TableReferences {
  private final byte[] sql;
  private final SortedMap<Integer, JsonNode> places = new TreeMap<>();

  private TableReferences(ViewDefinition view) {
    this.sql = view.select().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Finds them.
   *
   * @throws ViewRefusal if the SELECT cannot be parsed
   */
  public static TableReferences of(SqlParser parser, ViewDefinition view) throws ViewRefusal {
    TableReferences found = new TableReferences(view);
    found.walk(parser.parse(new SqlText(view.name(), view.select()), view.select()), Set.of());
    return found;
  }

  /**
   * Looks through a part of the syntax tree.
   *
   * @param known names that WITH has defined for this part; within its own query a name is still
   *     the table's, as in {@code WITH orders AS (SELECT * FROM orders)}
   */
  private void walk(JsonNode node, Set<String> known) {
    Set<String> with = new HashSet<>(known);
    for (JsonNode cte : node.path("cte_map").path("map")) {
      String name = folded(cte.path("key").asText());
      JsonNode query = cte.path("value").path("query_node");
      boolean recursive = query.path("type").asText().startsWith("RECURSIVE");
      Set<String> inner = new HashSet<>(with);
      if (recursive) {
        inner.add(name);
      }
      walk(query, inner);
      with.add(name);
    }
    boolean table = node.path("type").asText().equals("BASE_TABLE");
    if (table && !with.contains(folded(node.path("table_name").asText()))) {
      places.put(node.path("query_location").asInt(), node);
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!field.getKey().equals("cte_map")) {
        walk(field.getValue(), with);
      }
    }
    if (node.isArray()) {
      node.forEach(each -> walk(each, with));
    }
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Names of the tables, lower case, without those that WITH defines. */
  public Set<String> names() {
    Set<String> names = new HashSet<>();
    places.values().forEach(node -> names.add(folded(node.path("table_name").asText())));
    return names;
  }

  /**
   * The SELECT with other text in the place of tables' names.
   *
   * @param name of a table, lower case, to what stands for it; empty to leave it
   */
  public String replaced(Function<String, Optional<String>> name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int from = 0;
    for (var place : places.entrySet()) {
      String table = place.getValue().path("table_name").asText();
      Optional<String> other = name.apply(folded(table));
      if (other.isPresent()) {
        out.write(sql, from, place.getKey() - from);
        out.writeBytes(other.get().getBytes(StandardCharsets.UTF_8));
        from = place.getKey() + written(place.getKey(), table);
      }
    }
    out.write(sql, from, sql.length - from);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** How many bytes the name takes, with its quotes. */
  private int written(int at, String table) {
    int bytes = table.replace("\"", "\"\"").getBytes(StandardCharsets.UTF_8).length;
    return sql[at] == '"' ? bytes + 2 : table.getBytes(StandardCharsets.UTF_8).length;
  }
}
