// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Where the rows of a view come from.
 *
 * @param relations its tables, the one that the others are joined to first
 * @param fixed whether there are series or lists of values beside them, which never change
 * @param sql the FROM clause, with the tables' bare names
 */
record From(List<Relation> relations, boolean fixed, String sql) {
  From {
    relations = List.copyOf(relations);
  }

  /** Whether every column of an expression is the first table's. */
  boolean ofBase(JsonNode expression, Tables tables) {
    if (relations.size() == 1 && !fixed) {
      return true;
    }
    return expression.findParents("column_names").stream()
        .allMatch(column -> columnOfBase(column.path("column_names"), tables));
  }

  private boolean columnOfBase(JsonNode names, Tables tables) {
    String first = names.path(0).asText();
    if (names.size() > 1) {
      return first.equalsIgnoreCase(relations.get(0).alias());
    }
    // Without its table's name a column is known only where all tables' columns are.
    boolean known =
        !fixed && relations.stream().noneMatch(r -> tables.columns(r.table()).isEmpty());
    return known
        && relations.stream().filter(r -> tables.has(r.table(), first)).count() == 1
        && tables.has(relations.get(0).table(), first);
  }
}
