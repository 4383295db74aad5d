// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

/** What becomes of records that say that the row of their key is gone. */
public enum Deletes {
  /** The row is deleted. */
  APPLY,
  /** They go to the dead letters. */
  REJECT,
  /** They are counted, and the row stays. */
  IGNORE
}
