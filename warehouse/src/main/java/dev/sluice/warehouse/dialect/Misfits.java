// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

import dev.sluice.core.shred.ColumnBatch;
import java.sql.SQLDataException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Type;

/**
 * Gathers the rows of a load whose values do not fit. The load goes on with a null in the value's
 * place, to find the others too, and is given up at its end.
 */
public final class Misfits {
  private final List<UnfitRows.Row> rows = new ArrayList<>();
  private final Map<String, Type> wider = new HashMap<>();

  /** Notes a row; of several unfit values in one row the first is told. */
  public void add(ColumnBatch batch, int row, TableColumn column, SQLDataException e) {
    UnfitRows.Row last = rows.isEmpty() ? null : rows.get(rows.size() - 1);
    if (last == null || last.batch() != batch || last.row() != row) {
      String reason = "column " + column.name() + " is " + column.sqlType() + ": " + e.getMessage();
      rows.add(new UnfitRows.Row(batch, row, reason));
    }
    if (e instanceof TooNarrow narrow) {
      wider.merge(column.name(), narrow.wider(), Misfits::widest);
    }
  }

  private static Type widest(Type a, Type b) {
    return a.typeId() == Type.TypeID.DOUBLE ? a : b;
  }

  /** Throws if there were any. */
  public void raise() throws UnfitRows {
    if (!rows.isEmpty()) {
      throw new UnfitRows(rows, wider);
    }
  }
}
