// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.Column;
import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;

/** Truth values, eight in a byte. */
final class BooleanChunk extends ColumnChunk {
  private int[] bits = new int[0];
  private int count;
  private int trues;

  BooleanChunk(ColumnDescriptor column, PageWriter pages) {
    super(column, pages);
  }

  @Override
  void add(Column batch, int[] slots, int more) {
    boolean[] values = ((BooleanColumn) batch).values();
    if (bits.length - count < more) {
      bits = Arrays.copyOf(bits, Math.max(2 * bits.length, count + more));
    }
    for (int i = 0; i < more; i++) {
      int bit = values[slots[i]] ? 1 : 0;
      bits[count + i] = bit;
      trues += bit;
    }
    count += more;
  }

  @Override
  Encoding encoding() {
    return Encoding.PLAIN;
  }

  @Override
  void putValues(PageBytes page) {
    page.putBits(bits, 0, count, 1);
    count = 0;
  }

  @Override
  void tell(Statistics<?> statistics) {
    statistics.updateStats(trues > 0);
    statistics.updateStats(trues == values());
    trues = 0;
  }

  @Override
  long valueBytes() {
    return count / Byte.SIZE;
  }
}
