// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.BytesColumn;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 without leniency: Jackson accepts other encodings, and what it skips it does not look at.
 */
final class Utf8 {
  private static final int BYTES_PER_CHAR = 3;

  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
  private final CharBuffer characters = CharBuffer.allocate(1024);
  private ByteBuffer encoded = ByteBuffer.allocate(1024);

  /** Refuses bytes that are not UTF-8, and the zero byte, by which UTF-16 would be detected. */
  void check(byte[] bytes, int from, int length) throws MalformedException {
    boolean ascii = true;
    for (int i = from; i < from + length; i++) {
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

  /** Appends characters, of which surrogates must come in pairs. */
  void add(char[] text, int from, int length, BytesColumn column) throws MalformedException {
    if (encoded.capacity() < length * BYTES_PER_CHAR) {
      encoded = ByteBuffer.allocate(2 * length * BYTES_PER_CHAR);
    }
    encoded.clear();
    encoder.reset();
    CoderResult result = encoder.encode(CharBuffer.wrap(text, from, length), encoded, true);
    if (result.isError()) {
      throw new MalformedException("a string has half a surrogate pair, which is no character");
    }
    column.add(encoded.array(), 0, encoded.position());
  }
}
