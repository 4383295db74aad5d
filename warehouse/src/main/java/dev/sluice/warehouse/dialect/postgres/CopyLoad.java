// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.postgres;

import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.warehouse.dialect.Load;
import dev.sluice.warehouse.dialect.Misfits;
import dev.sluice.warehouse.dialect.Span;
import dev.sluice.warehouse.dialect.TableColumn;
import dev.sluice.warehouse.dialect.TableName;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Types;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Loads rows by COPY in binary form; encodes a piece while the server works on the one before. */
final class CopyLoad {
  private static final byte[] SIGNATURE =
      "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int PIECE = 1 << 16;

  private final CopyIn copy;
  private final CopyImage image = new CopyImage(2 * PIECE);
  private final List<TableColumn> columns;
  private final Load load;
  private final Misfits misfits = new Misfits();
  private long sequence;

  private CopyLoad(CopyIn copy, Load load, List<TableColumn> columns) {
    this.copy = copy;
    this.load = load;
    this.columns = columns;
  }

  static void run(Connection connection, Load load) throws SQLException {
    List<TableColumn> columns =
        load.target().columns().stream()
            .filter(c -> load.columns().contains(c.name()) || Load.MARKS.contains(c.name()))
            .toList();
    String names =
        columns.stream().map(c -> TableName.quote(c.name())).collect(Collectors.joining(", "));
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                "COPY "
                    + load.target().name().sql()
                    + " ("
                    + names
                    + ") FROM STDIN WITH (FORMAT binary)");
    try {
      new CopyLoad(copy, load, columns).send();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private void send() throws SQLException {
    image.raw(SIGNATURE, 0, SIGNATURE.length);
    image.int32(0);
    image.int32(0);
    for (Span span : load.spans()) {
      append(span);
    }
    misfits.raise();
    image.int16(-1);
    flush();
    copy.endCopy();
  }

  private void flush() throws SQLException {
    copy.writeToCopy(image.bytes(), 0, image.size());
    image.clear();
  }

  /** What one column of the table gets from a row. */
  private interface Cell {
    void append(CopyLoad load, int row) throws SQLException;
  }

  private void append(Span span) throws SQLException {
    Cell[] cells = cells(span.batch());
    for (int row = span.from(); row < span.to(); row++) {
      image.int16(cells.length);
      for (Cell cell : cells) {
        cell.append(this, row);
      }
      sequence++;
      if (image.size() >= PIECE) {
        flush();
      }
    }
  }

  private Cell[] cells(ColumnBatch batch) throws SQLException {
    Cell[] cells = new Cell[columns.size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] =
          switch (columns.get(i).name()) {
            case Load.SEQUENCE -> (load, row) -> load.image.int64Field(load.sequence);
            case Load.DELETED -> (load, row) -> load.image.booleanField(batch.isDelete(row));
            default -> (load, row) -> load.image.nullField();
          };
    }
    Cell[] taken = new Cell[cells.length];
    List<Types.NestedField> fields = batch.type().fields();
    for (int i = 0; i < fields.size(); i++) {
      Optional<TableColumn> column = load.target().find(fields.get(i).name());
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
    PostgresType.Encoder encoder = PostgresType.of(field.type(), target.sqlType()).encoder();
    return (load, row) -> {
      if (values.isNull(row)) {
        load.image.nullField();
      } else {
        load.append(encoder, values, row, batch, target);
      }
    };
  }

  private void append(
      PostgresType.Encoder encoder, Column values, int row, ColumnBatch batch, TableColumn target)
      throws SQLException {
    try {
      encoder.append(image, values, row);
    } catch (SQLDataException e) {
      misfits.add(batch, row, target, e);
      image.nullField();
    }
  }
}
