// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.views.LayeredView;
import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.TableColumn;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.types.Types;

/**
 * Views in two layers. The boundary between them is a vector of offsets: per partition, the first
 * that the batch has not counted. It changes in the same transaction as the batch's rows, and what
 * is served reads it, so that every record counts once at every instant.
 */
final class Layers {
  static final String TABLE = "sluice_layers";
  static final String BOUNDARIES = "sluice_boundaries";
  static final String PARTITION = TableTarget.KAFKA_PREFIX + "partition";
  static final String OFFSET = TableTarget.KAFKA_PREFIX + "offset";

  private final Dialect dialect;

  Layers(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * Makes the tables of layers. A row of boundaries that is {@code onward} stands for its partition
   * and all after it.
   */
  static List<String> ddl(Dialect dialect) {
    return List.of(
        "CREATE TABLE IF NOT EXISTS "
            + TABLE
            + " (name "
            + dialect.nameType()
            + " NOT NULL, \"sql\" "
            + dialect.columnType(Types.StringType.get())
            + " NOT NULL, loaded_at "
            + dialect.columnType(Types.TimestampType.withZone())
            + ")"
            + dialect.tableOptions(),
        "CREATE TABLE IF NOT EXISTS "
            + BOUNDARIES
            + " (name "
            + dialect.nameType()
            + " NOT NULL, \"partition\" INTEGER NOT NULL, next_offset BIGINT NOT NULL, onward"
            + " BOOLEAN NOT NULL)"
            + dialect.tableOptions());
  }

  /** Takes away what is served of a view, for as long as its table is altered. */
  void detach(Tx tx, LayeredView view) throws SQLException {
    tx.execute("DROP VIEW IF EXISTS " + TableName.parse(view.name()).sql());
  }

  /**
   * Leaves what is served of a view in place.
   *
   * @param base the view's table as it is now
   * @param anew whether what a batch has loaded no longer fits, because types have changed
   */
  void attach(Tx tx, LayeredView view, TableShape base, boolean anew) throws SQLException {
    if (!dialect.afterDdl().isEmpty()) {
      throw new RefusedException(
          "View "
              + view.name()
              + " has layers, which are not kept in "
              + dialect.product()
              + ": leave out the line -- layers, and the view is kept in the table's transactions");
    }
    requireCoordinates(tx, view, base);
    boolean same = lock(tx, view.name(), view.definition());
    TableName served = TableName.parse(view.name());
    TableName batch = TableName.parse(view.batchTable());
    if (!same || anew || dialect.find(tx.connection(), batch).isEmpty()) {
      forget(tx, view.name());
      Generations.ofViews().dropAll(tx, served);
      tx.update(
          "INSERT INTO " + TABLE + " (name, \"sql\", loaded_at) VALUES (?, ?, NULL)",
          view.name(),
          view.definition());
      tx.executeAll(view.ddl());
      bound(tx, view.name(), Map.of());
      tx.execute(dialect.offsetIndex(base.name(), List.of(PARTITION, OFFSET)));
    }
    if (dialect.find(tx.connection(), served).isEmpty()) {
      Map<String, String> types = types(dialect.find(tx.connection(), batch).orElseThrow());
      tx.execute(
          "CREATE VIEW "
              + served.sql()
              + " AS "
              + view.served(behind(view, base.name()), types::get));
    }
  }

  private static void requireCoordinates(Tx tx, LayeredView view, TableShape base)
      throws SQLException {
    for (String column : List.of(PARTITION, OFFSET)) {
      if (base.find(column).isEmpty()) {
        throw new RefusedException(
            "View "
                + view.name()
                + " has layers, and table "
                + base.name()
                + " has no column "
                + column
                + ", by which rows are told apart that a batch has counted: add partition and"
                + " offset to the table's columns.kafka");
      }
    }
    boolean unknown =
        !tx.query(
                row -> 1,
                "SELECT 1 FROM "
                    + base.name().sql()
                    + " WHERE "
                    + TableName.quote(PARTITION)
                    + " IS NULL OR "
                    + TableName.quote(OFFSET)
                    + " IS NULL LIMIT 1")
            .isEmpty();
    if (unknown) {
      throw new RefusedException(
          "View "
              + view.name()
              + " has layers, and table "
              + base.name()
              + " has rows without "
              + PARTITION
              + " or "
              + OFFSET
              + ", landed before columns.kafka named them, which no layer would count: load the"
              + " table anew, or leave out the line -- layers");
    }
  }

  /**
   * Makes others who change the layers of the view wait.
   *
   * @return whether the view is there with this SELECT
   */
  boolean lock(Tx tx, String name, String definition) throws SQLException {
    tx.update("UPDATE " + TABLE + " SET name = name WHERE name = ?", name);
    return !tx.query(
            row -> 1,
            "SELECT 1 FROM " + TABLE + " WHERE name = ? AND \"sql\" = ?",
            name,
            definition)
        .isEmpty();
  }

  /** When the batch layer was loaded; empty before the first batch. */
  Optional<Instant> loaded(Tx tx, String name) throws SQLException {
    return tx
        .query(
            row -> Instant.ofEpochMilli(row.getLong(1)),
            "SELECT CAST(EXTRACT(EPOCH FROM loaded_at) * 1000 AS BIGINT) FROM "
                + TABLE
                + " WHERE name = ? AND loaded_at IS NOT NULL",
            name)
        .stream()
        .findFirst();
  }

  /** Takes the layers of views away that are kept in another way now. */
  void forget(Tx tx, List<String> names) throws SQLException {
    if (!names.isEmpty()) {
      for (String name : tx.query(row -> row.getString(1), "SELECT name FROM " + TABLE)) {
        if (names.contains(name)) {
          forget(tx, name);
        }
      }
    }
  }

  private void forget(Tx tx, String name) throws SQLException {
    if (!tx.query(row -> 1, "SELECT 1 FROM " + TABLE + " WHERE name = ?", name).isEmpty()) {
      tx.execute("DROP VIEW IF EXISTS " + TableName.parse(name).sql());
    }
    tx.execute("DROP TABLE IF EXISTS " + TableName.parse(name + "__batch").sql());
    tx.update("DELETE FROM " + TABLE + " WHERE name = ?", name);
    tx.update("DELETE FROM " + BOUNDARIES + " WHERE name = ?", name);
  }

  /**
   * Sets the boundary.
   *
   * @param next first offset that is not counted, by partition; partitions that are not named begin
   *     at 0
   */
  void bound(Tx tx, String name, Map<Integer, Long> next) throws SQLException {
    tx.update("DELETE FROM " + BOUNDARIES + " WHERE name = ?", name);
    int partitions = next.keySet().stream().mapToInt(p -> p + 1).max().orElse(0);
    for (int partition = 0; partition <= partitions; partition++) {
      tx.update(
          "INSERT INTO "
              + BOUNDARIES
              + " (name, \"partition\", next_offset, onward) VALUES (?, ?, ?, ?)",
          name,
          partition,
          next.getOrDefault(partition, 0L),
          partition == partitions);
    }
  }

  /** The boundary as it is set; empty if no batch has been loaded. */
  static Map<Integer, Long> boundary(Tx tx, String name) throws SQLException {
    Map<Integer, Long> boundary = new TreeMap<>();
    tx.query(
        row -> boundary.put(row.getInt(1), row.getLong(2)),
        "SELECT \"partition\", next_offset FROM " + BOUNDARIES + " WHERE name = ? AND NOT onward",
        name);
    return boundary;
  }

  /** The rows that a batch has not counted: two joins, because each can be found by an index. */
  private static String behind(LayeredView view, TableName table) {
    String name = "sluice_o.name = '" + view.name().replace("'", "''") + "'";
    String rows =
        "SELECT sluice_b.* FROM "
            + BOUNDARIES
            + " AS sluice_o JOIN "
            + table.sql()
            + " AS sluice_b ON sluice_b."
            + TableName.quote(OFFSET)
            + " >= sluice_o.next_offset AND sluice_b."
            + TableName.quote(PARTITION);
    String own = " = sluice_o.\"partition\" WHERE NOT sluice_o.onward AND " + name;
    String onward = " >= sluice_o.\"partition\" WHERE sluice_o.onward AND " + name;
    return rows + own + " UNION ALL " + rows + onward;
  }

  /** The rows that a batch has counted. */
  static String before(LayeredView view, TableName table) {
    return "SELECT sluice_b.* FROM "
        + BOUNDARIES
        + " AS sluice_o JOIN "
        + table.sql()
        + " AS sluice_b ON sluice_b."
        + TableName.quote(OFFSET)
        + " < sluice_o.next_offset AND sluice_b."
        + TableName.quote(PARTITION)
        + " = sluice_o.\"partition\" WHERE NOT sluice_o.onward AND sluice_o.name = '"
        + view.name().replace("'", "''")
        + "'";
  }

  private static Map<String, String> types(TableShape batch) {
    Map<String, String> types = new HashMap<>();
    for (TableColumn column : batch.columns()) {
      types.put(column.name(), column.sqlType());
    }
    return types;
  }
}
