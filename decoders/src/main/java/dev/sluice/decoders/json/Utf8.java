// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import dev.sluice.core.failure.MalformedException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** UTF-8 without leniency, looked at before anything else, so that whatever reads it need not. */
final class Utf8 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final CharBuffer characters = CharBuffer.allocate(1024);

  /** Refuses bytes that are not UTF-8, and the zero byte, which is in no JSON but in UTF-16. */
  void check(byte[] bytes, int from, int length) throws MalformedException {
    int to = from + length;
    int i = from;
    while (i + Long.BYTES <= to && isPlain((long) LONG.get(bytes, i))) {
      i += Long.BYTES;
    }
    boolean ascii = true;
    for (; i < to; i++) {
      if (bytes[i] <= 0) {
        if (bytes[i] == 0) {
          throw notUtf8(i - from);
        }
        ascii = false;
      }
    }
    if (!ascii) {
      decode(ByteBuffer.wrap(bytes, from, length), from);
    }
  }

  /** Whether eight bytes are all ASCII and none is zero. */
  private static boolean isPlain(long eight) {
    return ((eight - ONES | eight) & HIGH_BITS) == 0;
  }

  private void decode(ByteBuffer in, int from) throws MalformedException {
    decoder.reset();
    CoderResult result;
    do {
      characters.clear();
      result = decoder.decode(in, characters, true);
    } while (result.isOverflow());
    if (result.isError()) {
      throw notUtf8(in.position() - from);
    }
  }

  private static MalformedException notUtf8(int at) {
    return new MalformedException("the value is not JSON in UTF-8: byte " + at + " is no text");
  }
}
