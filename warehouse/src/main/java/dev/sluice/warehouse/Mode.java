// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

/** What a record does to the table. */
public enum Mode {
  /** Every record becomes a row of its own. */
  INSERT,
  /** A record replaces the row that has the same key, or becomes a new one. */
  UPSERT
}
