// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.io.api.Binary;

/** Byte strings of any length. */
final class BytesChunk extends DictionaryChunk {
  private final BloomFilter bloomFilter;
  private final BytesDictionary dictionary = new BytesDictionary();
  private final Extremes extremes = new Extremes(false);

  /**
   * @param bloomFilter null if there is none
   */
  BytesChunk(
      ColumnDescriptor column, PageWriter pages, int largestDictionary, BloomFilter bloomFilter) {
    super(column, pages, largestDictionary);
    this.bloomFilter = bloomFilter;
  }

  @Override
  void add(Column batch, int[] slots, int count) {
    if (bloomFilter != null) {
      insert((BytesColumn) batch, slots, count, bloomFilter);
    }
    super.add(batch, slots, count);
  }

  private static void insert(BytesColumn column, int[] slots, int count, BloomFilter filter) {
    for (int i = 0; i < count; i++) {
      filter.insertHash(
          filter.hash(
              Binary.fromReusedByteArray(
                  column.data(), column.from(slots[i]), column.length(slots[i]))));
    }
  }

  @Override
  void find(Column batch, int[] slots, int count, int[] ids, int at) {
    BytesColumn column = (BytesColumn) batch;
    byte[] data = column.data();
    for (int i = 0; i < count; i++) {
      ids[at + i] = dictionary.id(data, column.from(slots[i]), column.to(slots[i]));
    }
  }

  @Override
  void putPlain(Column batch, int[] slots, int count, PageBytes out) {
    BytesColumn column = (BytesColumn) batch;
    byte[] data = column.data();
    for (int i = 0; i < count; i++) {
      put(data, column.from(slots[i]), column.to(slots[i]), out);
      extremes.take(data, column.from(slots[i]), column.to(slots[i]));
    }
  }

  private static void put(byte[] data, int from, int to, PageBytes out) {
    out.putInt(to - from);
    out.putBytes(data, from, to - from);
  }

  @Override
  void putPlain(int[] ids, int count, PageBytes out) {
    byte[] data = dictionary.page().bytes();
    for (int i = 0; i < count; i++) {
      put(data, dictionary.from(ids[i]), dictionary.to(ids[i]), out);
    }
  }

  @Override
  long plainBytes(int[] ids, int count) {
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes += Integer.BYTES + dictionary.to(ids[i]) - dictionary.from(ids[i]);
    }
    return bytes;
  }

  @Override
  long variableBytes() {
    return plainBytes() - (long) values() * Integer.BYTES;
  }

  @Override
  void observe(int id) {
    extremes.take(dictionary.page().bytes(), dictionary.from(id), dictionary.to(id));
  }

  @Override
  void tell(Statistics<?> statistics) {
    extremes.tell(statistics);
  }

  @Override
  int dictionarySize() {
    return dictionary.size();
  }

  @Override
  PageBytes dictionaryPage() {
    return dictionary.page();
  }
}
