// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.views.ViewDialect;
import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.TableColumn;
import dev.sluice.warehouse.dialect.TableShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.types.Type;

/**
 * What becomes of a column of a table when its topic's records change; told without a connection.
 *
 * @param detail the statement, or the two types
 */
public record ColumnChange(String column, Effect effect, String detail) {
  /** What happens. */
  public enum Effect {
    /** The column is added; rows from before have no value in it. */
    ADD,
    /** The column gets a wider type; what is in it stays. */
    WIDEN,
    /** The column stays; new rows have no value in it. */
    KEEP,
    /** The column stays as it is, and rows whose value does not fit in are rejected. */
    REFUSE
  }

  /**
   * The changes, in the order of the columns; those that stay as they are are left out.
   *
   * @param before fields of records until now, which the table has been made for
   * @param after fields of records from now on
   */
  public static List<ColumnChange> of(
      TableTarget target, ViewDialect views, Map<String, Type> before, Map<String, Type> after) {
    Dialect dialect = Preview.dialect(views);
    TableShape shape =
        new TableShape(
            target.table(),
            before.entrySet().stream()
                .map(f -> new TableColumn(f.getKey(), dialect.columnType(f.getValue())))
                .toList());
    List<ColumnChange> changes = new ArrayList<>();
    after.forEach((name, type) -> one(target, dialect, shape, name, type).ifPresent(changes::add));
    for (TableColumn column : shape.columns()) {
      if (after.keySet().stream().noneMatch(column.name()::equalsIgnoreCase)) {
        changes.add(new ColumnChange(column.name(), Effect.KEEP, column.sqlType()));
      }
    }
    return changes;
  }

  private static Optional<ColumnChange> one(
      TableTarget target, Dialect dialect, TableShape shape, String name, Type type) {
    Map<String, Type> field = new LinkedHashMap<>(Map.of(name, type));
    List<String> ddl =
        new TablePlan(dialect, target.table(), target.key(), Set.of())
            .ddl(Optional.of(shape), field);
    Optional<TableColumn> column = shape.find(name);
    if (column.isEmpty()) {
      return Optional.of(new ColumnChange(name, Effect.ADD, ddl.get(0)));
    }
    if (!ddl.isEmpty()) {
      return Optional.of(new ColumnChange(name, Effect.WIDEN, ddl.get(0)));
    }
    String sqlType = dialect.columnType(type);
    return holds(dialect, column.get().sqlType(), sqlType)
        ? Optional.empty()
        : Optional.of(
            new ColumnChange(
                name, Effect.REFUSE, column.get().sqlType() + " does not hold " + sqlType));
  }

  /** A column that could have grown from a type holds values of that type. */
  private static boolean holds(Dialect dialect, String column, String value) {
    return column.equals(value) || grownTo(dialect, value, column);
  }

  private static boolean grownTo(Dialect dialect, String from, String to) {
    return Preview.WIDER.stream()
        .flatMap(type -> dialect.widened(new TableColumn("", from), type).stream())
        .anyMatch(to::equals);
  }
}
