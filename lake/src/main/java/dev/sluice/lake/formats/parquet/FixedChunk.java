// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.io.api.Binary;

/** Byte strings of one length: as they are, or decimals of more digits than a long has. */
final class FixedChunk extends ColumnChunk {
  private final BloomFilter bloomFilter;
  private final boolean decimal;
  private final byte[] value;
  private final PageBytes plain = new PageBytes();
  private final Extremes extremes;

  /**
   * @param decimal whether values are numbers, sign-extended to the length
   * @param bloomFilter null if there is none
   */
  FixedChunk(ColumnDescriptor column, PageWriter pages, boolean decimal, BloomFilter bloomFilter) {
    super(column, pages);
    this.bloomFilter = bloomFilter;
    this.decimal = decimal;
    this.value = new byte[type().getTypeLength()];
    this.extremes = new Extremes(decimal);
  }

  @Override
  void add(Column batch, int[] slots, int count) {
    BytesColumn column = (BytesColumn) batch;
    for (int i = 0; i < count; i++) {
      if (decimal) {
        extend(column.data(), column.from(slots[i]), column.length(slots[i]));
      } else {
        System.arraycopy(column.data(), column.from(slots[i]), value, 0, value.length);
      }
      plain.putBytes(value, 0, value.length);
      extremes.take(value, 0, value.length);
      if (bloomFilter != null) {
        bloomFilter.insertHash(bloomFilter.hash(Binary.fromReusedByteArray(value)));
      }
    }
  }

  private void extend(byte[] data, int from, int length) {
    // Leading sign bytes beyond the fixed length carry nothing.
    int excess = Math.max(0, length - value.length);
    int start = value.length - (length - excess);
    Arrays.fill(value, 0, start, (byte) (data[from] < 0 ? -1 : 0));
    System.arraycopy(data, from + excess, value, start, length - excess);
  }

  @Override
  Encoding encoding() {
    return Encoding.PLAIN;
  }

  @Override
  void putValues(PageBytes page) {
    page.putBytes(plain.bytes(), 0, plain.size());
    plain.clear();
  }

  @Override
  void tell(Statistics<?> statistics) {
    extremes.tell(statistics);
  }

  @Override
  long valueBytes() {
    return plain.size();
  }
}
