// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A table and its columns, in the catalogue's order. */
public record TableShape(TableName name, List<TableColumn> columns) {
  public TableShape {
    columns = List.copyOf(columns);
  }

  /**
   * The column that holds a record's field: of the same name, or, failing that, of the same name in
   * another case, because databases fold the case of names that were not quoted.
   */
  public Optional<TableColumn> find(String field) {
    Optional<TableColumn> folded = Optional.empty();
    for (TableColumn column : columns) {
      if (column.name().equals(field)) {
        return Optional.of(column);
      }
      if (column.name().equalsIgnoreCase(field)) {
        folded = Optional.of(column);
      }
    }
    return folded;
  }

  /** The columns' names for use in SQL. */
  public String columnList() {
    return columns.stream().map(c -> TableName.quote(c.name())).collect(Collectors.joining(", "));
  }

  /** The same columns, and more, in another table. */
  public TableShape staged(TableName stage, List<TableColumn> more) {
    List<TableColumn> all = new ArrayList<>(columns);
    all.addAll(more);
    return new TableShape(stage, all);
  }
}
