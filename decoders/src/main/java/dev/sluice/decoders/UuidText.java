// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.BytesColumn;
import java.util.UUID;

/** Text of UUIDs on its way into columns of their 16 bytes. */
public final class UuidText {
  private final byte[] binary = new byte[16];

  /** Appends the UUID that a text is. */
  public void append(String text, BytesColumn column) throws MalformedException {
    try {
      UUID uuid = UUID.fromString(text);
      for (int i = 0; i < 8; i++) {
        binary[i] = (byte) (uuid.getMostSignificantBits() >>> (56 - 8 * i));
        binary[8 + i] = (byte) (uuid.getLeastSignificantBits() >>> (56 - 8 * i));
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedException("'" + text + "' is not a UUID", e);
    }
    column.add(binary, 0, binary.length);
  }
}
