// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.streams.expression.ColumnValue;
import dev.sluice.streams.expression.Expression;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.iceberg.types.Types;

/** One row of a topic's table at a time: decoded into columns, which expressions read. */
final class TableRow {
  private final SourceTable table;
  private final ColumnBatch batch;
  private final Decoder.Reader reader;

  /**
   * @param used names of the columns that expressions read
   */
  TableRow(SourceTable table, Collection<String> used) {
    this.table = table;
    List<Types.NestedField> fields = new ArrayList<>();
    for (SourceTable.Column column : table.columns()) {
      // A row without any column would be none.
      boolean first = fields.isEmpty() && used.isEmpty();
      if (table.whole() || first || used.contains(column.name())) {
        fields.add(Types.NestedField.optional(fields.size() + 1, column.name(), column.readAs()));
      }
    }
    this.batch = new ColumnBatch(Types.StructType.of(fields), 1);
    this.reader = table.format().newDecoder().reader(batch);
  }

  Expression column(SourceTable.Column column) {
    Types.NestedField field = batch.type().field(column.name());
    int at = batch.type().fields().indexOf(field);
    return ColumnValue.of(column.readAs(), batch.column(at), column.type());
  }

  boolean has(SourceTable.Column column) {
    return batch.type().field(column.name()) != null;
  }

  SourceTable table() {
    return table;
  }

  /** Decodes a value in the place of the last one. */
  void read(byte[] value) throws MalformedException {
    batch.clear();
    batch.abandonRow();
    if (value == null) {
      throw new MalformedException(
          "the record has no value (a tombstone), and a stream of rows has nothing to delete");
    }
    reader.read(value, 0, value.length);
    batch.endRow(0, 0);
  }

  /** A row of nulls in the place of the last one. */
  void readNothing() {
    batch.clear();
    batch.abandonRow();
    batch.endRow(0, 0);
  }
}
