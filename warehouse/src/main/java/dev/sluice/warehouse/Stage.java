// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static dev.sluice.warehouse.dialect.TableName.quote;

import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.GivenValues;
import dev.sluice.warehouse.dialect.Load;
import dev.sluice.warehouse.dialect.Span;
import dev.sluice.warehouse.dialect.TableColumn;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A temporary table in which a transaction's rows wait until views have seen them, conditions have
 * been asked and all but the last of a key are gone.
 */
final class Stage {
  private final Dialect dialect;
  private final TableTarget target;

  Stage(Dialect dialect, TableTarget target) {
    this.dialect = dialect;
    this.target = target;
  }

  TableName name() {
    return dialect.stageName(target.table());
  }

  /** Forgets it, because it has the columns, or the rows, of an earlier time. */
  void drop(Tx tx) throws SQLException {
    tx.execute(dialect.dropStage(name()));
  }

  private boolean deletes(List<Span> spans) {
    return target.deleting() && spans.stream().anyMatch(span -> span.batch().deletes() > 0);
  }

  /**
   * Loads rows into it.
   *
   * @param given what the database itself gives the columns of a row
   * @return columns in which they have a value, those included that the database would give one
   */
  List<String> load(
      Tx tx, TableShape table, List<String> columns, List<Span> spans, GivenValues given)
      throws SQLException {
    TableShape stage =
        table.staged(
            name(),
            List.of(
                new TableColumn(Load.SEQUENCE, "BIGINT"),
                new TableColumn(Load.DELETED, "BOOLEAN")));
    tx.executeAll(dialect.openStage(table, name()));
    dialect.load(tx.connection(), new Load(stage, Set.copyOf(columns), spans));
    List<String> staged = new ArrayList<>(columns);
    // Views and conditions are to see of a row what the table will have of it.
    for (Map.Entry<String, String> each : given.defaults().entrySet()) {
      if (!columns.contains(each.getKey())) {
        tx.execute(set(each));
        staged.add(each.getKey());
      }
    }
    // As often as there are some: one may be computed of another.
    for (int pass = 0; pass < given.computed().size(); pass++) {
      for (Map.Entry<String, String> each : given.computed().entrySet()) {
        tx.execute(set(each));
      }
    }
    if (!target.where().isEmpty()) {
      tx.execute(
          "DELETE FROM "
              + name().sql()
              + " WHERE NOT coalesce(("
              + target.where()
              + "), FALSE) AND NOT "
              + Load.DELETED);
    }
    if (deletes(spans)) {
      noteDeletes(tx, table);
    }
    if (target.upsert()) {
      tx.executeAll(dialect.keepLast(name(), target.keyIn(table)));
    }
    return staged;
  }

  private String set(Map.Entry<String, String> value) {
    return "UPDATE " + name().sql() + " SET " + quote(value.getKey()) + " = " + value.getValue();
  }

  /** Keys of which the stage says that their row is gone, whatever comes after that. */
  private TableName goneName() {
    return new TableName(name().schema(), name().name() + "_gone");
  }

  private void noteDeletes(Tx tx, TableShape table) throws SQLException {
    tx.execute(dialect.dropStage(goneName()));
    tx.execute(dialect.noteDeletes(name(), goneName(), target.keyIn(table)));
  }

  /** Takes the rows of those keys away, and what the stage has of them. */
  private void delete(Tx tx, TableShape table) throws SQLException {
    tx.execute(dialect.lockDeleted(target.table(), goneName(), target.keyIn(table)));
    tx.execute(dialect.delete(target.table(), goneName(), target.keyIn(table)));
    tx.execute("DELETE FROM " + name().sql() + " WHERE " + Load.DELETED);
    tx.execute(dialect.dropStage(goneName()));
  }

  private String merge(TableShape table, List<String> columns) {
    return dialect.merge(target.table(), name(), columns, target.keyIn(table));
  }

  private String insert(List<String> columns) {
    String list = columns.stream().map(c -> quote(c)).collect(Collectors.joining(", "));
    return "INSERT INTO "
        + target.table().sql()
        + " ("
        + list
        + ") SELECT "
        + list
        + " FROM "
        + name().sql();
  }

  /**
   * Takes its rows into the table.
   *
   * @param columns in which the rows have a value
   * @param staged these, and those to which the database gives one
   */
  void empty(Tx tx, TableShape table, List<String> columns, List<String> staged, List<Span> spans)
      throws SQLException {
    if (deletes(spans)) {
      delete(tx, table);
    }
    tx.execute(target.upsert() ? merge(table, columns) : insert(staged));
  }
}
