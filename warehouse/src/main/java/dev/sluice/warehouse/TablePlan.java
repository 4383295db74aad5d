// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static dev.sluice.warehouse.dialect.TableName.quote;

import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.TableColumn;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The DDL that lets a table take rows with given fields; a value without I/O. */
final class TablePlan {
  private final Dialect dialect;
  private final TableName table;
  private final List<String> key;
  private final Set<String> kept;

  /**
   * @param key fields that make a row unique; empty if rows are only inserted
   * @param kept columns that stay as they are, because a wider type would round what is in them
   */
  TablePlan(Dialect dialect, TableName table, List<String> key, Set<String> kept) {
    this.kept = Set.copyOf(kept);
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
            ddl.add(alter() + dialect.addColumn() + definition(name, type));
          } else {
            change(column.get(), type).ifPresent(ddl::add);
          }
        });
    return ddl;
  }

  /** Whether a column gets another type. */
  boolean widens(TableShape found, Map<String, Type> fields) {
    return fields.entrySet().stream()
        .anyMatch(
            field ->
                found
                    .find(field.getKey())
                    .flatMap(column -> change(column, field.getValue()))
                    .isPresent());
  }

  /** Columns of whole numbers that are to become floating: not if that would round a number. */
  List<TableColumn> toFloating(TableShape found, Map<String, Type> fields) {
    List<TableColumn> columns = new ArrayList<>();
    fields.forEach(
        (name, type) ->
            found
                .find(name)
                .filter(column -> type.typeId() == Type.TypeID.DOUBLE)
                .filter(this::isWhole)
                .filter(column -> dialect.widened(column, type).isPresent())
                .ifPresent(columns::add));
    return columns;
  }

  private boolean isWhole(TableColumn column) {
    return column.sqlType().equals(dialect.columnType(Types.IntegerType.get()))
        || column.sqlType().equals(dialect.columnType(Types.LongType.get()));
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
        + ")"
        + dialect.tableOptions();
  }

  private String definition(String name, Type type) {
    return quote(name)
        + " "
        + (key.contains(name) ? dialect.keyType(type) : dialect.columnType(type));
  }

  private String alter() {
    return "ALTER TABLE " + table.sql() + " ";
  }

  private Optional<String> change(TableColumn column, Type type) {
    return dialect
        .widened(column, type)
        .filter(wider -> !kept.contains(column.name()))
        .map(wider -> alter() + dialect.changeType(column, wider));
  }
}
