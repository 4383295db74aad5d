// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import java.util.List;

/**
 * How Parquet files are laid out.
 *
 * @param rowGroupBytes bytes after which a row group ends, before compression of the page under way
 * @param pageBytes bytes after which a page ends, looked at after every batch of rows
 * @param dictionary whether columns of few values are dictionaries
 * @param bloomFilters columns, with dots below structs, that get a bloom filter
 * @param twoLevelLists whether lists without null elements have no level of their own for the
 *     element, as older writers wrote them
 */
public record ParquetOptions(
    long rowGroupBytes,
    int pageBytes,
    boolean dictionary,
    List<String> bloomFilters,
    boolean twoLevelLists) {
  /** Row groups large enough for long column chunks, small enough for a task with a small heap. */
  public static final ParquetOptions USUAL =
      new ParquetOptions(128L << 20, 1 << 20, true, List.of(), false);

  public ParquetOptions {
    bloomFilters = List.copyOf(bloomFilters);
  }
}
