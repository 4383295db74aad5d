// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import dev.sluice.core.shred.SortOrder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SortingColumn;
import org.apache.parquet.format.Util;
import org.apache.parquet.schema.MessageType;

/**
 * A footer that tells what rows are sorted by: parquet-java's writer has no place for that, so its
 * footer is read and written anew.
 */
record SortedFooter(SortOrder order, MessageType schema) {
  /** The length of the metadata, and the four letters that a file ends in. */
  private static final int TAIL = 8;

  /**
   * The last bytes of a file with the order told in each row group.
   *
   * @param end the same without it, the file's whole metadata among them
   */
  byte[] of(byte[] end) throws IOException {
    int length = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt(end.length - TAIL);
    int from = end.length - TAIL - length;
    FileMetaData metadata = Util.readFileMetaData(new ByteArrayInputStream(end, from, length));
    List<SortingColumn> columns = columns();
    if (!columns.isEmpty()) {
      metadata.getRow_groups().forEach(group -> group.setSorting_columns(columns));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(end.length + 64);
    out.write(end, 0, from);
    Util.writeFileMetaData(metadata, out);
    byte[] size =
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(out.size() - from)
            .array();
    out.write(size);
    out.write(end, end.length - Integer.BYTES, Integer.BYTES);
    return out.toByteArray();
  }

  /** Columns that the file lacks are null in all rows, so it is sorted by the others. */
  private List<SortingColumn> columns() {
    List<ColumnDescriptor> leaves = schema.getColumns();
    List<SortingColumn> columns = new ArrayList<>();
    for (SortOrder.Key key : order.keys()) {
      for (int i = 0; i < leaves.size(); i++) {
        if (String.join(".", leaves.get(i).getPath()).equals(key.column())) {
          columns.add(new SortingColumn(i, key.descending(), key.nullsFirst()));
        }
      }
    }
    return columns;
  }
}
