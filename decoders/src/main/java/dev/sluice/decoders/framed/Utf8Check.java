// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.framed;

import dev.sluice.core.failure.MalformedException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** Whether the bytes of a string are UTF-8; eight at a time as long as they are ASCII. */
public final class Utf8Check {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
  private CharBuffer scratch = CharBuffer.allocate(256);

  /** Refuses what is not UTF-8. */
  public void check(byte[] bytes, int from, int length) throws MalformedException {
    int i = from;
    int to = from + length;
    for (; i + 8 <= to; i += 8) {
      if (((long) LONG.get(bytes, i) & HIGH_BITS) != 0) {
        decode(bytes, from, length);
        return;
      }
    }
    for (; i < to; i++) {
      if (bytes[i] < 0) {
        decode(bytes, from, length);
        return;
      }
    }
  }

  private void decode(byte[] bytes, int from, int length) throws MalformedException {
    if (scratch.capacity() < length) {
      scratch = CharBuffer.allocate(length * 2);
    }
    scratch.clear();
    if (utf8.reset().decode(ByteBuffer.wrap(bytes, from, length), scratch, true).isError()) {
      throw new MalformedException("a string is not valid UTF-8");
    }
  }
}
