// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.plain;

import dev.sluice.core.failure.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Whether bytes are a value. */
enum Check {
  NONE {
    @Override
    void check(byte[] bytes, int from, int length) {}
  },
  UTF_8 {
    @Override
    void check(byte[] bytes, int from, int length) throws MalformedException {
      int at = from;
      int end = from + length;
      while (at < end && bytes[at] >= 0) {
        at++;
      }
      if (at == end) {
        return;
      }
      ByteBuffer rest = ByteBuffer.wrap(bytes, at, end - at);
      try {
        StandardCharsets.UTF_8.newDecoder().decode(rest);
      } catch (CharacterCodingException e) {
        throw new MalformedException(
            "the value is no text in UTF-8: byte "
                + (rest.position() - from)
                + " begins no character; value.format bytes takes any bytes",
            e);
      }
    }
  };

  abstract void check(byte[] bytes, int from, int length) throws MalformedException;
}
