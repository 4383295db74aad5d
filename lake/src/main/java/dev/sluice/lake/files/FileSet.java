// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import java.util.List;

/**
 * The files that the records of a table partition go to: one of their values and, where asked for,
 * others beside it with as many rows. A record has a row in all of them, or in none.
 *
 * @param beside in the order in which they are written
 * @param tombstones whether records without a value are gathered by themselves, and have rows in
 *     the files beside alone
 */
public record FileSet(FileEncoder values, List<Beside> beside, boolean tombstones) {
  /**
   * A file beside the one of the values.
   *
   * @param name what stands before the extension of its name, such as {@code keys}
   */
  public record Beside(String name, FileEncoder encoder) {}

  public FileSet {
    beside = List.copyOf(beside);
  }

  /** Files of values alone. */
  public static FileSet of(FileEncoder values) {
    return new FileSet(values, List.of(), false);
  }
}
