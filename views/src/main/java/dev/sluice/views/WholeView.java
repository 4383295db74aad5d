// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A view that is always computed as a whole, so that its SELECT may be any.
 *
 * @param reads names in its FROM clauses, lower case: tables, views, and what WITH names
 */
public record WholeView(ViewDefinition view, Set<String> reads, ViewDialect dialect)
    implements Making {
  public WholeView {
    reads = Set.copyOf(reads);
  }

  /**
   * Reads a view's SELECT.
   *
   * @throws ViewRefusal if it cannot be parsed
   */
  public static WholeView of(SqlParser parser, ViewDefinition view, ViewDialect dialect)
      throws ViewRefusal {
    JsonNode tree = parser.parse(new SqlText(view.name(), view.select()), view.select());
    Set<String> reads = new HashSet<>();
    tree.findValuesAsText("table_name").forEach(name -> reads.add(name.toLowerCase(Locale.ROOT)));
    return new WholeView(view, reads, dialect);
  }

  @Override
  public List<String> ddl(String table) {
    ViewSql sql = ViewSql.of(dialect);
    return sql.createTable(sql.quote(table), query());
  }

  @Override
  public List<String> fill(String table) {
    return List.of("INSERT INTO " + ViewSql.of(dialect).quote(table) + " " + query());
  }

  private String query() {
    return "SELECT * FROM (" + view.select() + "\n) AS sluice_view";
  }
}
