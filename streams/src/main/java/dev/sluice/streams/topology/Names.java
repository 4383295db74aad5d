// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import dev.sluice.streams.expression.Expression;
import dev.sluice.streams.expression.ExpressionCompiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What column names of a view mean: columns of the stream's row, and of the table's. */
final class Names implements ExpressionCompiler.Columns {
  private final StreamPlan plan;
  private final List<TableRow> rows = new ArrayList<>();
  private final List<String> aliases = new ArrayList<>();

  private Names(StreamPlan plan) {
    this.plan = plan;
  }

  static Names of(TableRow stream, String alias, StreamPlan plan) {
    return new Names(plan).with(stream, alias);
  }

  Names with(TableRow row, String alias) {
    rows.add(row);
    aliases.add(alias);
    return this;
  }

  @Override
  public Optional<Expression> find(List<String> names) {
    if (names.size() > 2) {
      return Optional.empty();
    }
    String name = names.get(names.size() - 1);
    for (int i = 0; i < rows.size(); i++) {
      if (names.size() == 1 || aliases.get(i).equalsIgnoreCase(names.get(0))) {
        Optional<SourceTable.Column> column = rows.get(i).table().find(name);
        if (column.isPresent()) {
          return Optional.of(value(rows.get(i), column.get()));
        }
      }
    }
    return Optional.empty();
  }

  /** On the first compilation the row does not have the column yet, and its type is enough. */
  private Expression value(TableRow row, SourceTable.Column column) {
    plan.used(row.table(), column.name());
    return row.has(column)
        ? row.column(column)
        : new TableRow(row.table(), List.of(column.name())).column(column);
  }

  @Override
  public List<String> names() {
    return rows.stream()
        .flatMap(row -> row.table().columns().stream())
        .map(SourceTable.Column::name)
        .toList();
  }
}
