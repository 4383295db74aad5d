// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Column;

/** Values that a format cannot hold though it has their type. */
public interface Limit {
  /** Whatever the type holds, the format does. */
  Limit NONE = (column, row) -> {};

  /**
   * Looks at one value of a column.
   *
   * @throws MalformedException if the format cannot hold it
   */
  void check(Column column, int row) throws MalformedException;
}
