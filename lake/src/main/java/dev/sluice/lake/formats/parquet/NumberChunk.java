// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.DoubleColumn;
import dev.sluice.core.shred.FloatColumn;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.LongColumn;
import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Numbers of four or eight bytes. Inside they are all longs, floating ones by their bits. */
final class NumberChunk extends DictionaryChunk {
  private final PrimitiveTypeName kind;
  private final BloomFilter bloomFilter;
  private final int bytes;
  private final boolean floating;
  private final NumberDictionary dictionary = new NumberDictionary();
  private final PageBytes dictionaryPage = new PageBytes();
  private int inDictionaryPage;
  private long[] gathered = new long[0];

  // Of the page under way, as ordered() has them.
  private long least = Long.MAX_VALUE;
  private long greatest = Long.MIN_VALUE;

  /**
   * @param bloomFilter null if there is none
   */
  NumberChunk(
      ColumnDescriptor column, PageWriter pages, int largestDictionary, BloomFilter bloomFilter) {
    super(column, pages, largestDictionary);
    this.kind = type().getPrimitiveTypeName();
    this.bloomFilter = bloomFilter;
    this.floating = kind == PrimitiveTypeName.FLOAT || kind == PrimitiveTypeName.DOUBLE;
    this.bytes =
        kind == PrimitiveTypeName.INT32 || kind == PrimitiveTypeName.FLOAT
            ? Integer.BYTES
            : Long.BYTES;
  }

  @Override
  void find(Column batch, int[] slots, int count, int[] ids, int at) {
    gather(batch, slots, count);
    dictionary.ids(gathered, count, ids, at);
  }

  @Override
  void putPlain(Column batch, int[] slots, int count, PageBytes out) {
    gather(batch, slots, count);
    observeGathered(count);
    put(gathered, count, out);
  }

  private void gather(Column column, int[] slots, int count) {
    if (gathered.length < count) {
      gathered = new long[count];
    }
    if (column instanceof LongColumn longs) {
      gather(longs.values(), slots, count, gathered);
    } else if (column instanceof IntColumn ints) {
      gather(ints.values(), slots, count, gathered);
    } else if (column instanceof DoubleColumn doubles) {
      gather(doubles.values(), slots, count, gathered);
    } else {
      gather(((FloatColumn) column).values(), slots, count, gathered);
    }
    if (bloomFilter != null) {
      insertGathered(count);
    }
  }

  private static void gather(long[] values, int[] slots, int count, long[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = values[slots[i]];
    }
  }

  private static void gather(int[] values, int[] slots, int count, long[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = values[slots[i]];
    }
  }

  private static void gather(double[] values, int[] slots, int count, long[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = Double.doubleToRawLongBits(values[slots[i]]);
    }
  }

  private static void gather(float[] values, int[] slots, int count, long[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = Float.floatToRawIntBits(values[slots[i]]);
    }
  }

  private void insertGathered(int count) {
    for (int i = 0; i < count; i++) {
      long value = gathered[i];
      bloomFilter.insertHash(
          switch (kind) {
            case INT32 -> bloomFilter.hash((int) value);
            case FLOAT -> bloomFilter.hash(Float.intBitsToFloat((int) value));
            case DOUBLE -> bloomFilter.hash(Double.longBitsToDouble(value));
            default -> bloomFilter.hash(value);
          });
    }
  }

  private void put(long[] values, int count, PageBytes out) {
    if (bytes == Integer.BYTES) {
      out.putInts(values, count);
    } else {
      out.putLongs(values, count);
    }
  }

  private void observeGathered(int count) {
    long low = least;
    long high = greatest;
    for (int i = 0; i < count; i++) {
      long value = floating ? ordered(gathered[i]) : gathered[i];
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    least = low;
    greatest = high;
  }

  @Override
  void observe(int id) {
    long value = dictionary.values()[id];
    value = floating ? ordered(value) : value;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }

  /** A floating value as a number that is among longs where it is in {@link Double#compare}. */
  private long ordered(long value) {
    double number =
        bytes == Integer.BYTES ? Float.intBitsToFloat((int) value) : Double.longBitsToDouble(value);
    return flipped(Double.doubleToLongBits(number));
  }

  /** There, and back again. */
  private static long flipped(long bits) {
    return bits ^ (bits >> (Long.SIZE - 1) & Long.MAX_VALUE);
  }

  @Override
  void tell(Statistics<?> statistics) {
    tell(statistics, least);
    tell(statistics, greatest);
    least = Long.MAX_VALUE;
    greatest = Long.MIN_VALUE;
  }

  private void tell(Statistics<?> statistics, long ordered) {
    switch (kind) {
      case INT32 -> statistics.updateStats((int) ordered);
      case FLOAT -> statistics.updateStats((float) Double.longBitsToDouble(flipped(ordered)));
      case DOUBLE -> statistics.updateStats(Double.longBitsToDouble(flipped(ordered)));
      default -> statistics.updateStats(ordered);
    }
  }

  @Override
  int dictionarySize() {
    return dictionary.size();
  }

  @Override
  PageBytes dictionaryPage() {
    int added = dictionary.size() - inDictionaryPage;
    if (added > 0) {
      put(
          Arrays.copyOfRange(dictionary.values(), inDictionaryPage, dictionary.size()),
          added,
          dictionaryPage);
      inDictionaryPage += added;
    }
    return dictionaryPage;
  }

  @Override
  void putPlain(int[] ids, int count, PageBytes out) {
    long[] values = new long[count];
    gather(dictionary.values(), ids, count, values);
    put(values, count, out);
  }

  @Override
  long plainBytes(int[] ids, int count) {
    return (long) count * bytes;
  }
}
