// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

import dev.sluice.core.shred.ColumnBatch;
import java.sql.SQLDataException;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Type;

/** A load holds rows with values that do not fit their columns: all of them, found in one pass. */
public final class UnfitRows extends SQLDataException {
  private static final long serialVersionUID = 1L;

  private final transient List<Row> rows;
  private final transient Map<String, Type> wider;

  /** One of them. */
  public record Row(ColumnBatch batch, int row, String reason) {}

  UnfitRows(List<Row> rows, Map<String, Type> wider) {
    super(rows.get(0).reason(), "22000");
    this.rows = List.copyOf(rows);
    this.wider = Map.copyOf(wider);
  }

  public List<Row> rows() {
    return rows;
  }

  /** The types with which columns would hold some of the rows, by column. */
  public Map<String, Type> wider() {
    return wider;
  }
}
