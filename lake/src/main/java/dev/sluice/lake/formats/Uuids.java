// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import dev.sluice.core.shred.BytesColumn;
import java.nio.ByteBuffer;
import java.util.UUID;

/** UUIDs as columns hold them: 16 bytes. */
public final class Uuids {
  private Uuids() {}

  /** The value in a row, which is not null. */
  public static UUID get(BytesColumn column, int row) {
    ByteBuffer bytes = ByteBuffer.wrap(column.data(), column.from(row), 2 * Long.BYTES);
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
