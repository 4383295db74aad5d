// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that grow at their end, numbers little-endian, as Parquet has them. */
final class PageBytes {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MOST = Integer.MAX_VALUE - 16;

  private byte[] bytes = new byte[256];
  private int size;

  /** The array, of which the first {@link #size()} bytes count; another one after it has grown. */
  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /** Makes room for so many more bytes, which are then put at {@link #size()}. */
  void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(MOST, Math.max(2L * size, (long) size + more)));
    }
  }

  /** Counts in bytes that have been put into the array. */
  void grow(int more) {
    size += more;
  }

  void putInt(int value) {
    room(Integer.BYTES);
    INT.set(bytes, size, value);
    size += Integer.BYTES;
  }

  /** Overwrites four bytes that were put before. */
  void putIntAt(int at, int value) {
    INT.set(bytes, at, value);
  }

  void putByte(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  void putBytes(byte[] source, int from, int length) {
    room(length);
    System.arraycopy(source, from, bytes, size, length);
    size += length;
  }

  /** Seven bits a byte, the low ones first. */
  void putVarint(int value) {
    int left = value;
    while ((left & ~0x7F) != 0) {
      putByte(left | 0x80);
      left >>>= 7;
    }
    putByte(left);
  }

  /** The low four bytes of each. */
  void putInts(long[] values, int count) {
    room(Math.multiplyExact(count, Integer.BYTES));
    int at = size;
    for (int i = 0; i < count; i++) {
      INT.set(bytes, at, (int) values[i]);
      at += Integer.BYTES;
    }
    size = at;
  }

  void putLongs(long[] values, int count) {
    room(Math.multiplyExact(count, Long.BYTES));
    int at = size;
    for (int i = 0; i < count; i++) {
      LONG.set(bytes, at, values[i]);
      at += Long.BYTES;
    }
    size = at;
  }

  /** The low {@code width} bits of each, one after another, up to a whole number of eights. */
  void putBits(int[] values, int from, int to, int width) {
    int length = Math.multiplyExact((to - from + 7) / 8, width);
    room(length + Integer.BYTES);
    int end = size + length;
    int at = size;
    long waiting = 0;
    int filled = 0;
    for (int i = from; i < to; i++) {
      waiting |= (long) values[i] << filled;
      filled += width;
      if (filled >= Integer.SIZE) {
        INT.set(bytes, at, (int) waiting);
        at += Integer.BYTES;
        waiting >>>= Integer.SIZE;
        filled -= Integer.SIZE;
      }
    }
    for (; filled > 0; filled -= Byte.SIZE) {
      bytes[at++] = (byte) waiting;
      waiting >>>= Byte.SIZE;
    }
    Arrays.fill(bytes, at, Math.max(at, end), (byte) 0);
    size = end;
  }
}
