// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.mariadb;

import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.warehouse.dialect.Load;
import dev.sluice.warehouse.dialect.Misfits;
import dev.sluice.warehouse.dialect.Span;
import dev.sluice.warehouse.dialect.TableColumn;
import dev.sluice.warehouse.dialect.UnfitRows;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Types;

/** Writes a load's rows one by one into an image. */
final class RowWriter {
  private final Load load;
  private final List<TableColumn> columns;
  private final RowImage image;
  private final Misfits misfits = new Misfits();
  private final Iterator<Span> spans;
  private Span span;
  private Cell[] cells = {};
  private int row;
  private long sequence;

  RowWriter(Load load, RowImage image) {
    this.load = load;
    this.image = image;
    this.columns = columns(load);
    this.spans = load.spans().iterator();
  }

  /** The columns that a load fills, in the order of their fields. */
  static List<TableColumn> columns(Load load) {
    return load.target().columns().stream()
        .filter(c -> load.columns().contains(c.name()) || Load.MARKS.contains(c.name()))
        .toList();
  }

  /**
   * Writes the next row.
   *
   * @return false if there is none
   */
  boolean next() throws SQLException {
    while (span == null || row == span.to()) {
      if (!spans.hasNext()) {
        return false;
      }
      span = spans.next();
      row = span.from();
      cells = cells(span.batch());
    }
    image.startRow();
    for (Cell cell : cells) {
      cell.append(this, row);
    }
    image.endRow();
    row++;
    sequence++;
    return true;
  }

  /** Notes that the row just written is unfit as a whole. */
  void refuseLast(String reason) {
    misfits.add(span.batch(), row - 1, columns.get(0), new SQLDataException(reason, "22001"));
  }

  /** Throws if there were rows with values that do not fit. */
  void raise() throws UnfitRows {
    misfits.raise();
  }

  /** What one column of the table gets from a row. */
  private interface Cell {
    void append(RowWriter writer, int row) throws SQLException;
  }

  private Cell[] cells(ColumnBatch batch) {
    Cell[] all = new Cell[columns.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] =
          switch (columns.get(i).name()) {
            case Load.SEQUENCE -> (writer, at) -> writer.image.numberField(writer.sequence);
            case Load.DELETED ->
                (writer, at) -> writer.image.numberField(batch.isDelete(at) ? 1 : 0);
            default -> (writer, at) -> writer.image.nullField();
          };
    }
    Cell[] taken = new Cell[all.length];
    List<Types.NestedField> fields = batch.type().fields();
    for (int i = 0; i < fields.size(); i++) {
      Optional<TableColumn> column = load.target().find(fields.get(i).name());
      if (column.isPresent()) {
        int at = columns.indexOf(column.get());
        Cell own = cell(fields.get(i), column.get(), batch.column(i), batch);
        all[at] = taken[at] == null ? own : either(batch.column(i), own, all[at]);
        taken[at] = own;
      }
    }
    return all;
  }

  /** Of two fields whose names differ only in case, the one that the row has. */
  private static Cell either(Column values, Cell own, Cell other) {
    return (writer, row) -> (values.isNull(row) ? other : own).append(writer, row);
  }

  private static Cell cell(
      Types.NestedField field, TableColumn target, Column values, ColumnBatch batch) {
    MariaDbType.Encoder encoder = MariaDbType.of(field.type(), target.sqlType());
    return (writer, row) -> {
      if (values.isNull(row)) {
        writer.image.nullField();
      } else {
        writer.append(encoder, values, row, batch, target);
      }
    };
  }

  private void append(
      MariaDbType.Encoder encoder, Column values, int at, ColumnBatch batch, TableColumn target)
      throws SQLException {
    try {
      encoder.append(image, values, at);
    } catch (SQLDataException e) {
      misfits.add(batch, at, target, e);
      image.nullField();
    }
  }
}
