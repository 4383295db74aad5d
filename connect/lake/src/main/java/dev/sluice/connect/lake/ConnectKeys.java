// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.lake;

import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.connect.ConnectFormat;
import dev.sluice.lake.files.KeyRows;

/** Keys that a Connect converter has read, as rows. */
record ConnectKeys(ConnectFormat format) implements KeyRows {
  private static final String COLUMN = "key";

  @Override
  public WireFormat wire() {
    return format.wrapping(COLUMN);
  }

  @Override
  public byte[] row(byte[] key) {
    return ConnectFormat.wrapped(COLUMN, key);
  }
}
