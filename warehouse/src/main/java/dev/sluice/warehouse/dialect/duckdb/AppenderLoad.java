// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.duckdb;

import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.warehouse.dialect.Load;
import dev.sluice.warehouse.dialect.Misfits;
import dev.sluice.warehouse.dialect.Span;
import dev.sluice.warehouse.dialect.TableColumn;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.sql.Connection;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Types;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Loads rows through DuckDB's appender, which wants every column of the table, in order, in exactly
 * its type.
 */
final class AppenderLoad {
  private final DuckDBAppender appender;
  private final Load load;
  private final Misfits misfits = new Misfits();
  private long sequence;

  private AppenderLoad(DuckDBAppender appender, Load load) {
    this.appender = appender;
    this.load = load;
  }

  static void run(Connection connection, Load load) throws SQLException {
    DuckDBConnection duckdb = connection.unwrap(DuckDBConnection.class);
    TableName name = load.target().name();
    boolean temporary = name.schema().equals("temp");
    String catalog = temporary ? "temp" : duckdb.getCatalog();
    String schema =
        temporary ? "main" : name.schema().isEmpty() ? duckdb.getSchema() : name.schema();
    try (DuckDBAppender appender = duckdb.createAppender(catalog, schema, name.name())) {
      AppenderLoad run = new AppenderLoad(appender, load);
      for (Span span : load.spans()) {
        run.append(span);
      }
      run.misfits.raise();
      // close() would flush too, but swallow the error if that fails.
      appender.flush();
    }
  }

  private void append(Span span) throws SQLException {
    Cell[] cells = cells(load.target(), span.batch());
    for (int row = span.from(); row < span.to(); row++) {
      appender.beginRow();
      for (Cell cell : cells) {
        cell.append(this, row);
      }
      appender.endRow();
      sequence++;
    }
  }

  /** What one column of the table gets from a row. */
  private interface Cell {
    void append(AppenderLoad load, int row) throws SQLException;
  }

  private static Cell[] cells(TableShape table, ColumnBatch batch) throws SQLException {
    List<TableColumn> columns = table.columns();
    Cell[] cells = new Cell[columns.size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] =
          switch (columns.get(i).name()) {
            case Load.SEQUENCE -> (load, row) -> load.appender.append(load.sequence);
            case Load.DELETED -> (load, row) -> load.appender.append(batch.isDelete(row));
            default -> (load, row) -> load.appender.appendDefault();
          };
    }
    Cell[] taken = new Cell[cells.length];
    List<Types.NestedField> fields = batch.type().fields();
    for (int i = 0; i < fields.size(); i++) {
      Optional<TableColumn> column = table.find(fields.get(i).name());
      if (column.isPresent()) {
        int at = columns.indexOf(column.get());
        Cell own = cell(fields.get(i), column.get(), batch.column(i), batch);
        cells[at] = taken[at] == null ? own : either(batch.column(i), own, cells[at]);
        taken[at] = own;
      }
    }
    return cells;
  }

  /** Of two fields whose names differ only in case, the one that the row has. */
  private static Cell either(Column values, Cell own, Cell other) {
    return (load, row) -> (values.isNull(row) ? other : own).append(load, row);
  }

  private static Cell cell(
      Types.NestedField field, TableColumn target, Column values, ColumnBatch batch)
      throws SQLException {
    DuckDbType.Encoder encoder = DuckDbType.of(field.type(), target.sqlType()).encoder();
    return (load, row) -> {
      if (values.isNull(row)) {
        load.appender.appendNull();
      } else {
        load.append(encoder, values, row, batch, target);
      }
    };
  }

  private void append(
      DuckDbType.Encoder encoder, Column values, int row, ColumnBatch batch, TableColumn target)
      throws SQLException {
    try {
      encoder.append(appender, values, row);
    } catch (SQLDataException e) {
      misfits.add(batch, row, target, e);
      appender.appendNull();
    }
  }
}
