// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.protobuf;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.decoders.framed.Utf8Check;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A cursor over the bytes of one message, and of the messages in it, as protobuf.dev/encoding has
 * it.
 */
final class ProtoInput {
  static final int VARINT = 0;
  static final int FIXED_64 = 1;
  static final int LENGTH = 2;
  static final int FIXED_32 = 5;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MOST_VARINT_BYTES = 10;

  private final Utf8Check utf8 = new Utf8Check();
  private byte[] bytes = {};
  private int at;
  private int end;

  void open(byte[] source, int from, int to) {
    bytes = source;
    at = from;
    end = to;
  }

  byte[] bytes() {
    return bytes;
  }

  int at() {
    return at;
  }

  int end() {
    return end;
  }

  boolean isAtEnd() {
    return at == end;
  }

  /** Goes to another place of the same bytes. */
  void seek(int from, int to) {
    at = from;
    end = to;
  }

  long varint() throws MalformedException {
    long value = 0;
    for (int i = 0; i < MOST_VARINT_BYTES; i++) {
      if (at == end) {
        throw cut();
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7F) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedException("a number of the message has more than ten bytes");
  }

  int fixed32() throws MalformedException {
    return (int) INT.get(bytes, take(Integer.BYTES));
  }

  long fixed64() throws MalformedException {
    return (long) LONG.get(bytes, take(Long.BYTES));
  }

  /** The length in front of a string, bytes, a message or packed numbers, which are all there. */
  int length() throws MalformedException {
    long length = varint();
    if (length < 0 || length > end - at) {
      throw cut();
    }
    return (int) length;
  }

  /** Steps over some bytes and says where they began. */
  int take(int length) throws MalformedException {
    if (length > end - at) {
      throw cut();
    }
    int from = at;
    at += length;
    return from;
  }

  void checkUtf8(int from, int length) throws MalformedException {
    utf8.check(bytes, from, length);
  }

  /** Steps over a value. */
  void skip(int wireType) throws MalformedException {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED_64 -> take(Long.BYTES);
      case LENGTH -> take(length());
      case FIXED_32 -> take(Integer.BYTES);
      default ->
          throw new MalformedException(
              "the message has a field of wire type " + wireType + ", which is none or a group's");
    }
  }

  private static MalformedException cut() {
    return new MalformedException("the message ends in the middle of a field");
  }
}
