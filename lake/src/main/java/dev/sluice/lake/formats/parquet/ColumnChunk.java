// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import dev.sluice.core.shred.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.schema.PrimitiveType;

/**
 * The values of one primitive column in one row group, encoded into pages of version 1, a whole
 * batch at a time. Headers, compression, indexes and footers are parquet-java's.
 */
abstract class ColumnChunk {
  private final ColumnDescriptor column;
  private final PageWriter pages;
  private int[] slots = new int[0];
  private int[] repetitions = new int[0];
  private int[] definitions = new int[0];

  // Of the page under way.
  private int levels;
  private int rows;
  private int values;

  ColumnChunk(ColumnDescriptor column, PageWriter pages) {
    this.column = column;
    this.pages = pages;
  }

  /** Appends the column's values at the first {@code count} slots, of which none is null. */
  abstract void add(Column batch, int[] slots, int count);

  /** How {@link #putValues} will encode the values. */
  abstract Encoding encoding();

  /** Appends the values of the page under way to it and forgets them. */
  abstract void putValues(PageBytes page);

  /** Tells the least and the greatest value of the page under way, of which there is one. */
  abstract void tell(Statistics<?> statistics);

  /** Bytes of the values of the page under way, roughly. */
  abstract long valueBytes();

  /** Bytes of the page's values themselves, if their length varies; else 0. */
  long variableBytes() {
    return 0;
  }

  /** Bytes that wait for the end of the row group. */
  long bufferedBytes() {
    return pages.getMemSize() + valueBytes();
  }

  final PrimitiveType type() {
    return column.getPrimitiveType();
  }

  final PageWriter pages() {
    return pages;
  }

  /** Values of the page under way, nulls left out. */
  final int values() {
    return values;
  }

  /** Rows of the page under way. */
  final int rows() {
    return rows;
  }

  /**
   * Writes the values of a batch.
   *
   * @param optional whether values may be null themselves
   */
  final void write(Column batch, Levels in, boolean optional) {
    makeRoom(in.size());
    System.arraycopy(in.repetitions(), 0, repetitions, levels, in.size());
    int count = optional ? takeOptional(batch, in) : takeRequired(in);
    add(batch, slots, count);
    levels += in.size();
    values += count;
  }

  private void makeRoom(int more) {
    if (slots.length < more) {
      slots = new int[more];
    }
    if (repetitions.length - levels < more) {
      int capacity = Math.max(2 * repetitions.length, levels + more);
      repetitions = Arrays.copyOf(repetitions, capacity);
      definitions = Arrays.copyOf(definitions, capacity);
    }
  }

  private int takeOptional(Column batch, Levels in) {
    int[] from = in.slots();
    int[] around = in.definitions();
    int count = 0;
    for (int i = 0; i < in.size(); i++) {
      int there = from[i] != Levels.NONE && !batch.isNull(from[i]) ? 1 : 0;
      slots[count] = from[i];
      count += there;
      definitions[levels + i] = around[i] + there;
    }
    return count;
  }

  private int takeRequired(Levels in) {
    int[] from = in.slots();
    System.arraycopy(in.definitions(), 0, definitions, levels, in.size());
    int count = 0;
    for (int i = 0; i < in.size(); i++) {
      slots[count] = from[i];
      count += from[i] != Levels.NONE ? 1 : 0;
    }
    return count;
  }

  /** Ends rows, of which all values have been written. */
  final void endRows(int more) {
    rows += more;
  }

  /**
   * Ends the page under way.
   *
   * @param page to put it together in
   */
  final void endPage(PageBytes page) throws IOException {
    if (levels == 0) {
      return;
    }
    page.clear();
    putLevels(repetitions, column.getMaxRepetitionLevel(), page);
    putLevels(definitions, column.getMaxDefinitionLevel(), page);
    SizeStatistics sizes = sizes();
    Encoding encoding = encoding();
    putValues(page);
    pages.writePage(
        BytesInput.from(page.bytes(), 0, page.size()),
        levels,
        rows,
        statistics(),
        sizes,
        GeospatialStatistics.noopBuilder().build(),
        Encoding.RLE,
        Encoding.RLE,
        encoding);
    levels = 0;
    rows = 0;
    values = 0;
  }

  private void putLevels(int[] of, int most, PageBytes page) {
    if (most > 0) {
      int at = page.size();
      page.putInt(0);
      Runs.put(of, levels, Runs.width(most), page);
      page.putIntAt(at, page.size() - at - Integer.BYTES);
    }
  }

  private Statistics<?> statistics() {
    Statistics<?> statistics = Statistics.createStats(type());
    if (values > 0) {
      tell(statistics);
    }
    statistics.incrementNumNulls(levels - values);
    return statistics;
  }

  private SizeStatistics sizes() {
    int mostRepetition = column.getMaxRepetitionLevel();
    int mostDefinition = column.getMaxDefinitionLevel();
    return new SizeStatistics(
        type(),
        variableBytes(),
        mostRepetition > 0 ? histogram(repetitions, mostRepetition) : List.of(),
        // One level of definition is what the number of nulls tells.
        mostDefinition > 1 ? histogram(definitions, mostDefinition) : List.of());
  }

  private List<Long> histogram(int[] of, int most) {
    long[] counts = new long[most + 1];
    for (int i = 0; i < levels; i++) {
      counts[of[i]]++;
    }
    List<Long> histogram = new ArrayList<>();
    for (long count : counts) {
      histogram.add(count);
    }
    return histogram;
  }

  /** Ends the chunk. */
  void end(PageBytes page) throws IOException {
    endPage(page);
  }
}
