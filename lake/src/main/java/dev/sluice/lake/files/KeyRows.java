// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.shred.WireFormat;

/** How keys are read as rows of one column. Thread-safe. */
public interface KeyRows {
  /** Reads what {@link #row} gives. */
  WireFormat wire();

  /**
   * A key as the value of a record of one field, {@code key}.
   *
   * @param key the key as it is gathered; not null
   */
  byte[] row(byte[] key);
}
