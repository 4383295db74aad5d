// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static dev.sluice.warehouse.dialect.TableName.quote;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.Load;
import dev.sluice.warehouse.dialect.Span;
import dev.sluice.warehouse.dialect.TableColumn;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;

/**
 * Puts rows into one table and keeps its views. Remembers the table's columns between transactions;
 * {@link #prepare} brings them up to date.
 */
final class TableWriter {
  private final Dialect dialect;
  private final TableTarget target;
  private final Maintenance maintenance;
  private Optional<TableShape> shape = Optional.empty();
  private List<MaintainedView> views = List.of();

  /** Columns of whole numbers too large to become floating. */
  private final Set<String> kept = new HashSet<>();

  TableWriter(Dialect dialect, TableTarget target, Maintenance maintenance) {
    this.dialect = dialect;
    this.target = target;
    this.maintenance = maintenance;
  }

  /** Whether the rows fit the table as it is remembered. */
  boolean isReadyFor(Map<String, Type> fields) {
    return shape.isPresent() && plan().ddl(shape, fields).isEmpty();
  }

  private TablePlan plan() {
    return new TablePlan(dialect, target.table(), target.key(), kept);
  }

  /** A table as it is once the transaction that found or made it so has been committed. */
  record Prepared(Optional<TableShape> shape, List<MaintainedView> views) {}

  /** Creates or alters the table so that it takes the fields, and its views. */
  Prepared prepare(Tx tx, Map<String, Type> fields) throws SQLException {
    tx.execute(dialect.lockPlan(target.table()));
    Optional<TableShape> found = dialect.find(tx.connection(), target.table());
    if (found.isPresent()) {
      keepLarge(tx, plan().toFloating(found.get(), fields));
    }
    tx.executeAll(plan().ddl(found, fields));
    dropStage(tx);
    Prepared prepared = read(tx);
    boolean typesChanged = found.isPresent() && typesDiffer(found.get(), prepared.shape().get());
    new ViewTables(prepared.views()).prepare(tx, dialect, typesChanged);
    return prepared;
  }

  /** Every whole number up to 2 to the power of 53 is a floating-point number, too. */
  private void keepLarge(Tx tx, List<TableColumn> columns) throws SQLException {
    for (TableColumn column : columns) {
      String name = quote(column.name());
      boolean large =
          tx.query(
                      row -> row.getLong(1),
                      "SELECT count(*) FROM "
                          + target.table().sql()
                          + " WHERE "
                          + name
                          + " NOT BETWEEN -9007199254740992 AND 9007199254740992")
                  .get(0)
              > 0;
      if (large) {
        kept.add(column.name());
      }
    }
  }

  /** Whether a column that was there has another type now: views over it then have, too. */
  private static boolean typesDiffer(TableShape before, TableShape after) {
    return before.columns().stream()
        .anyMatch(
            column ->
                after
                    .find(column.name())
                    .filter(now -> now.sqlType().equals(column.sqlType()))
                    .isEmpty());
  }

  /** Reads what the table is now. */
  Prepared read(Tx tx) throws SQLException {
    Optional<TableShape> found = dialect.find(tx.connection(), target.table());
    if (found.isEmpty()) {
      return new Prepared(found, List.of());
    }
    requireKey(found.get());
    return new Prepared(found, maintenance.views(found.get(), stageName()));
  }

  /**
   * Remembers what {@link #prepare} or {@link #read} answered, after their transaction has been
   * committed and not before.
   *
   * @return whether that is news
   */
  boolean adopt(Prepared prepared) {
    boolean news = !prepared.shape().equals(shape);
    shape = prepared.shape();
    views = prepared.views();
    return news;
  }

  private void requireKey(TableShape found) {
    for (String field : target.key()) {
      if (found.find(field).isEmpty()) {
        throw new RefusedException(
            "Table "
                + target.table()
                + " has no column for the key field "
                + field
                + ": correct the key, or add the column");
      }
    }
  }

  /** Forgets the stage table, which has the columns, or the rows, of an earlier time. */
  void dropStage(Tx tx) throws SQLException {
    tx.execute("DROP TABLE IF EXISTS " + stageName().sql());
  }

  private TableName stageName() {
    return dialect.stageName(target.table());
  }

  /** Writes the rows; one row per key, the last, is left in mode upsert. */
  void write(Tx tx, List<Span> spans) throws SQLException {
    if (spans.isEmpty()) {
      return;
    }
    TableShape table = shape.orElseThrow();
    List<String> columns = columns(table, spans);
    if (!target.upsert() && views.isEmpty() && target.where().isEmpty()) {
      dialect.load(tx.connection(), new Load(table, Set.copyOf(columns), spans));
      return;
    }
    for (MaintainedView view : views) {
      tx.executeAll(view.locks());
    }
    stage(tx, table, columns, spans);
    for (MaintainedView view : views) {
      tx.executeAll(view.beforeBase());
    }
    tx.execute(target.upsert() ? merge(table, columns) : insert(columns));
    for (MaintainedView view : views) {
      tx.executeAll(view.afterBase());
    }
  }

  private static List<String> columns(TableShape table, List<Span> spans) {
    Set<String> fields =
        spans.stream()
            .flatMap(s -> s.batch().type().fields().stream())
            .map(f -> table.find(f.name()).orElseThrow().name())
            .collect(Collectors.toSet());
    return table.columns().stream().map(TableColumn::name).filter(fields::contains).toList();
  }

  private void stage(Tx tx, TableShape table, List<String> columns, List<Span> spans)
      throws SQLException {
    TableShape stage = table.staged(stageName(), new TableColumn(Load.SEQUENCE, "BIGINT"));
    tx.execute(dialect.openStage(table, stageName()));
    dialect.load(tx.connection(), new Load(stage, Set.copyOf(columns), spans));
    if (!target.where().isEmpty()) {
      tx.execute(
          "DELETE FROM "
              + stageName().sql()
              + " WHERE NOT coalesce(("
              + target.where()
              + "), FALSE)");
    }
    if (target.upsert()) {
      tx.execute(keepLast(table));
    }
  }

  private String keepLast(TableShape table) {
    return "DELETE FROM "
        + stageName().sql()
        + " WHERE "
        + Load.SEQUENCE
        + " IN (SELECT "
        + Load.SEQUENCE
        + " FROM (SELECT "
        + Load.SEQUENCE
        + ", row_number() OVER (PARTITION BY "
        + key(table).stream().map(TableName::quote).collect(Collectors.joining(", "))
        + " ORDER BY "
        + Load.SEQUENCE
        + " DESC) AS age FROM "
        + stageName().sql()
        + ") AS aged WHERE age > 1)";
  }

  private List<String> key(TableShape table) {
    return target.key().stream().map(k -> table.find(k).orElseThrow().name()).toList();
  }

  private String merge(TableShape table, List<String> columns) {
    return dialect.merge(target.table(), stageName(), columns, key(table));
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
        + stageName().sql();
  }
}
