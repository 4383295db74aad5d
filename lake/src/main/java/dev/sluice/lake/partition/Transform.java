// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Peek;
import java.time.Instant;

/** What a value is cut to before it names a directory. */
interface Transform {
  /** What a column of such values is called after the field: {@code _day}; empty for as it is. */
  String suffix();

  /**
   * Stores the bucket of a value that is not null.
   *
   * @throws MalformedException if values of its type have none
   */
  void bucket(Peek peek, int index, Buckets into) throws MalformedException;

  /** The bucket as text, not escaped; {@code peek} still holds the value it is of. */
  String text(Peek peek, int index, Buckets buckets);

  /** What the directory of a value of {@code at} could be called. */
  String example(Instant at);

  /** A regular expression for every escaped text there can be. */
  default String shape() {
    return "[^/]*";
  }

  /** Whether values are times, by which the table's files can be rotated too. */
  default boolean isTime() {
    return false;
  }
}
