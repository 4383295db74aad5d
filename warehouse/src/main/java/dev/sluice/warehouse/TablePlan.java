// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static dev.sluice.warehouse.dialect.TableName.quote;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.TableColumn;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;

/** The DDL that lets a table take rows with given fields; a value without I/O. */
final class TablePlan {
  private final Dialect dialect;
  private final TableName table;
  private final List<String> key;

  /**
   * @param key fields that make a row unique; empty if rows are only inserted
   */
  TablePlan(Dialect dialect, TableName table, List<String> key) {
    this.dialect = dialect;
    this.table = table;
    this.key = List.copyOf(key);
  }

  /**
   * Statements that may be run again without harm; empty if the table takes the rows as it is.
   *
   * @throws RefusedException if a column cannot hold its field's values
   */
  List<String> ddl(Optional<TableShape> found, Map<String, Type> fields) {
    if (found.isEmpty()) {
      return fields.isEmpty() ? List.of() : List.of(create(fields));
    }
    List<String> ddl = new ArrayList<>();
    fields.forEach(
        (name, type) -> {
          Optional<TableColumn> column = found.get().find(name);
          if (column.isEmpty()) {
            ddl.add(alter() + "ADD COLUMN IF NOT EXISTS " + definition(name, type));
          } else {
            change(column.get(), type).ifPresent(ddl::add);
          }
        });
    return ddl;
  }

  private String create(Map<String, Type> fields) {
    String columns =
        fields.entrySet().stream()
            .map(f -> definition(f.getKey(), f.getValue()))
            .collect(Collectors.joining(", "));
    String keys = key.stream().map(TableName::quote).collect(Collectors.joining(", "));
    return "CREATE TABLE IF NOT EXISTS "
        + table.sql()
        + " ("
        + columns
        + (dialect.keyed() && !key.isEmpty() ? ", PRIMARY KEY (" + keys + ")" : "")
        + ")";
  }

  private String definition(String name, Type type) {
    return quote(name) + " " + dialect.columnType(type);
  }

  private String alter() {
    return "ALTER TABLE " + table.sql() + " ";
  }

  private Optional<String> change(TableColumn column, Type type) {
    Optional<String> wider = dialect.widened(column.sqlType(), type);
    if (wider.isPresent()) {
      return wider.map(w -> alter() + "ALTER COLUMN " + quote(column.name()) + " TYPE " + w);
    }
    if (dialect.accepts(type, column.sqlType())) {
      return Optional.empty();
    }
    throw new RefusedException(
        "Column "
            + column.name()
            + " of table "
            + table
            + " is "
            + column.sqlType()
            + ", but the records carry "
            + type
            + ", which would need "
            + dialect.columnType(type)
            + ": change the column's type, or send the records to another table");
  }
}
