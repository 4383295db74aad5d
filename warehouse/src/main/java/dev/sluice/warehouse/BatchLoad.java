// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.views.LayeredView;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Loads what a batch has computed of a view, together with its boundary, in one transaction:
 * readers see the old batch and the rows behind it, or the new one and the rows behind that.
 */
public final class BatchLoad implements AutoCloseable {
  private static final int ROWS_AT_ONCE = 1000;

  /** Of the view, behind two counts and the side of an answer. */
  private static final int FIRST_COLUMN = 4;

  private final Database database;
  private final Session session;
  private final Layers layers;

  /**
   * @param database stays open; the caller closes it
   */
  public BatchLoad(Database database) {
    this.database = database;
    this.session = new Session(database);
    this.layers = new Layers(database.dialect());
  }

  /**
   * Replaces the batch layer.
   *
   * @param files Parquet files with the view's columns: a path, or a pattern of paths
   * @param boundary first offset that the batch has not counted, by partition
   * @return rows of the batch layer
   * @throws RefusedException if the view has another SELECT in the warehouse than this, or is not
   *     there yet
   */
  public long load(LayeredView view, String files, Map<Integer, Long> boundary) {
    return session.transactPlain(
        "loading the batch layer of view " + view.name(),
        tx -> {
          requireView(tx, view);
          TableName batch = TableName.parse(view.batchTable());
          tx.execute("DELETE FROM " + batch.sql());
          TableShape shape = database.dialect().find(tx.connection(), batch).orElseThrow();
          long rows = fill(tx, view, shape, files);
          layers.bound(tx, view.name(), boundary);
          tx.update(
              "UPDATE " + Layers.TABLE + " SET loaded_at = current_timestamp WHERE name = ?",
              view.name());
          return rows;
        });
  }

  private void requireView(Tx tx, LayeredView view) throws SQLException {
    boolean known =
        database.dialect().find(tx.connection(), TableName.parse(Layers.TABLE)).isPresent();
    if (!known || !layers.lock(tx, view.name(), view.definition())) {
      throw new RefusedException(
          "The warehouse has no view "
              + view.name()
              + " with this SELECT yet: the table's task makes it when it starts, or with the table's first"
              + " record; try again then");
    }
  }

  private long fill(Tx tx, LayeredView view, TableShape batch, String files) throws SQLException {
    String columns =
        view.columns().stream().map(TableName::quote).collect(Collectors.joining(", "));
    String into = "INSERT INTO " + batch.name().sql() + " (" + columns + ") ";
    Optional<String> direct = database.dialect().parquet(List.of(files));
    if (direct.isPresent()) {
      return tx.update(into + "SELECT " + columns + " FROM (" + direct.get() + ") AS sluice_files");
    }
    String values =
        view.columns().stream()
            .map(name -> "CAST(? AS " + batch.find(name).orElseThrow().sqlType() + ")")
            .collect(Collectors.joining(", "));
    try (PreparedStatement insert =
        tx.connection().prepareStatement(into + "VALUES (" + values + ")")) {
      return copy(view, files, insert);
    }
  }

  /** Every value as text, which both databases read and write alike. */
  private static long copy(LayeredView view, String files, PreparedStatement insert)
      throws SQLException {
    String texts =
        view.columns().stream()
            .map(name -> "CAST(" + TableName.quote(name) + " AS VARCHAR)")
            .collect(Collectors.joining(", "));
    String query = "SELECT " + texts + " FROM read_parquet('" + files.replace("'", "''") + "')";
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      long count = 0;
      while (rows.next()) {
        for (int i = 1; i <= view.columns().size(); i++) {
          insert.setString(i, rows.getString(i));
        }
        insert.addBatch();
        count++;
        if (count % ROWS_AT_ONCE == 0) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
      return count;
    }
  }

  /** When the batch layer of a view was loaded; empty before the first batch. */
  public Optional<Instant> loaded(LayeredView view) {
    return session.transactPlain(
        "asking when the batch layer of view " + view.name() + " was loaded",
        tx ->
            database.dialect().find(tx.connection(), TableName.parse(Layers.TABLE)).isEmpty()
                ? Optional.<Instant>empty()
                : layers.loaded(tx, view.name()));
  }

  /**
   * What the layers hold.
   *
   * @param boundary first offset that the batch has not counted, by partition; empty before the
   *     first batch
   * @param rows of the batch layer
   * @param differing rows by which it differs from the view's SELECT over the same offsets of the
   *     warehouse's table; empty if the table is not as far as the boundary
   */
  public record Drift(Map<Integer, Long> boundary, long rows, Optional<Long> differing) {
    public Drift {
      boundary = java.util.Collections.unmodifiableMap(new TreeMap<>(boundary));
    }
  }

  /**
   * Compares the batch layer with the speed layer over the offsets that both have.
   *
   * @param table that the view reads
   * @param pipeline name under which the table's positions are kept
   * @return empty if the view is not there yet
   */
  public Optional<Drift> drift(LayeredView view, TableName table, String pipeline) {
    return session.rehearsePlain(
        "comparing the layers of view " + view.name(),
        tx -> {
          Optional<TableShape> batch =
              database.dialect().find(tx.connection(), TableName.parse(view.batchTable()));
          return batch.isEmpty()
              ? Optional.<Drift>empty()
              : Optional.of(drift(tx, view, batch.get(), table, pipeline));
        });
  }

  private static Drift drift(
      Tx tx, LayeredView view, TableShape batch, TableName table, String pipeline)
      throws SQLException {
    // One snapshot for all: between two statements a batch could be loaded.
    String columns =
        view.columns().stream().map(TableName::quote).collect(Collectors.joining(", "));
    String casts =
        view.columns().stream()
            .map(
                name ->
                    "CAST("
                        + TableName.quote(name)
                        + " AS "
                        + batch.find(name).orElseThrow().sqlType()
                        + ")")
            .collect(Collectors.joining(", "));
    String kept = "SELECT " + columns + " FROM " + batch.name().sql();
    String anew =
        "SELECT " + casts + " FROM (" + view.over(Layers.before(view, table)) + ") AS sluice_anew";
    Map<Integer, Long> boundary = Layers.boundary(tx, view.name());
    try (Statement statement = tx.connection().createStatement();
        ResultSet answer =
            statement.executeQuery(
                "SELECT k.n, b.n, d.* FROM (SELECT count(*) AS n FROM ("
                    + kept
                    + ") AS sluice_k) AS k CROSS JOIN ("
                    + behind(view, pipeline)
                    + ") AS b LEFT JOIN (SELECT TRUE AS sluice_kept, e.* FROM ("
                    + kept
                    + " EXCEPT ALL "
                    + anew
                    + ") AS e UNION ALL SELECT FALSE AS sluice_kept, m.* FROM ("
                    + anew
                    + " EXCEPT ALL "
                    + kept
                    + ") AS m) AS d ON TRUE")) {
      return drift(boundary, answer);
    }
  }

  /** Counts the partitions of which the table is not as far as the boundary. */
  private static String behind(LayeredView view, String pipeline) {
    return "SELECT count(*) AS n FROM "
        + Layers.BOUNDARIES
        + " AS o LEFT JOIN "
        + Positions.TABLE
        + " AS p ON p.pipeline = '"
        + pipeline.replace("'", "''")
        + "' AND p.\"partition\" = o.\"partition\" WHERE o.name = '"
        + view.name().replace("'", "''")
        + "' AND NOT o.onward AND coalesce(p.next_offset, 0) < o.next_offset";
  }

  private static Drift drift(Map<Integer, Long> boundary, ResultSet answer) throws SQLException {
    RowDifferences found = RowDifferences.of(answer.getMetaData(), FIRST_COLUMN);
    long rows = 0;
    boolean comparable = true;
    while (answer.next()) {
      rows = answer.getLong(1);
      comparable = answer.getLong(2) == 0;
      boolean kept = answer.getBoolean(3);
      if (!answer.wasNull()) {
        found.add(answer, FIRST_COLUMN, kept);
      }
    }
    return new Drift(
        boundary,
        rows,
        comparable ? Optional.of((long) found.differences().size()) : Optional.empty());
  }

  @Override
  public void close() {
    session.close();
  }
}
