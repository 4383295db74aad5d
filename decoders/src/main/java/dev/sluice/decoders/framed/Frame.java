// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.framed;

import dev.sluice.core.failure.MalformedException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What a schema registry's serializers put in front of a value: a zero byte and the schema id. */
public final class Frame {
  /** Bytes of the frame. */
  public static final int BYTES = 5;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private Frame() {}

  /** Reads the schema id out of a framed value. */
  public static int schemaId(byte[] bytes, int from, int length) throws MalformedException {
    if (length < BYTES) {
      throw new MalformedException(
          "a value of " + length + " bytes is too short for the schema id's frame of " + BYTES);
    }
    if (bytes[from] != 0) {
      throw new MalformedException(
          "the value begins with byte "
              + (bytes[from] & 0xFF)
              + " instead of 0: it was not written with a schema registry's serializer");
    }
    return (int) INT.get(bytes, from + 1);
  }
}
