// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.List;
import java.util.Set;

/**
 * A view that is always computed as a whole, so that its SELECT may be any.
 *
 * @param reads the tables and views in its FROM clauses, lower case
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
    return new WholeView(view, TableReferences.of(parser, view).names(), dialect);
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
