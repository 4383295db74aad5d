// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

/** What one record does to a table. */
public enum Change {
  /** It is a row; where rows have a key, it replaces the one of the same key. */
  ROW,
  /**
   * The row of its key is gone. The columns hold at least the key; where every record becomes a row
   * of its own, this one does too.
   */
  DELETE,
  /** It says nothing of any row, and no column holds anything of it. */
  NOTHING
}
