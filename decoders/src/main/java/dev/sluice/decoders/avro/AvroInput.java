// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.avro;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.decoders.framed.Utf8Check;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A position in one Avro datum. Never reads past the datum's end. */
final class AvroInput {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /**
   * Items that need no bytes of their own (nulls, empty records) a datum may hold beyond its
   * length.
   */
  private static final int FREE_ITEMS = 1 << 16;

  private final Utf8Check utf8 = new Utf8Check();
  byte[] bytes = new byte[0];
  int at;
  private int end;
  private long itemsLeft;

  void reset(byte[] source, int from, int length) {
    bytes = source;
    at = from;
    end = from + length;
    itemsLeft = (long) length + FREE_ITEMS;
  }

  int remaining() {
    return end - at;
  }

  long readLong() throws MalformedException {
    int index = at;
    if (index >= end) {
      throw cut();
    }
    byte b = bytes[index++];
    long value = b & 0x7F;
    int shift = 7;
    while (b < 0) {
      if (index >= end) {
        throw cut();
      }
      if (shift > 63) {
        throw new MalformedException("a number is longer than ten bytes");
      }
      b = bytes[index++];
      value |= (b & 0x7FL) << shift;
      shift += 7;
    }
    at = index;
    return (value >>> 1) ^ -(value & 1);
  }

  int readInt() throws MalformedException {
    long value = readLong();
    if (value != (int) value) {
      throw new MalformedException(value + " does not fit an int");
    }
    return (int) value;
  }

  /** Reads a length and checks that as many bytes follow. */
  int readLength() throws MalformedException {
    long length = readLong();
    if (length < 0 || length > remaining()) {
      throw new MalformedException(
          "a length of " + length + " is given where " + remaining() + " bytes are left");
    }
    return (int) length;
  }

  /** Steps over {@code length} bytes and answers where they began. */
  int take(int length) throws MalformedException {
    if (length > remaining()) {
      throw cut();
    }
    int from = at;
    at += length;
    return from;
  }

  boolean readBoolean() throws MalformedException {
    byte value = bytes[take(1)];
    if (value != 0 && value != 1) {
      throw new MalformedException("a boolean is " + value + ", neither 0 nor 1");
    }
    return value == 1;
  }

  float readFloat() throws MalformedException {
    return Float.intBitsToFloat((int) INT.get(bytes, take(4)));
  }

  double readDouble() throws MalformedException {
    return Double.longBitsToDouble((long) LONG.get(bytes, take(8)));
  }

  /** Counts items of arrays and maps: a few bytes must not stand for gigabytes of nulls. */
  void items(long count) throws MalformedException {
    itemsLeft -= count;
    if (count < 0 || itemsLeft < 0) {
      throw new MalformedException(
          "an array or map claims " + count + " items, more than its bytes can hold");
    }
  }

  /** Items in the next block of an array or map; 0 at its end. */
  long readBlock() throws MalformedException {
    long count = readLong();
    if (count < 0) {
      readLong();
      count = -count;
    }
    items(count);
    return count;
  }

  void checkUtf8(int from, int length) throws MalformedException {
    utf8.check(bytes, from, length);
  }

  private static MalformedException cut() {
    return new MalformedException("the value ends in the middle of a field");
  }
}
