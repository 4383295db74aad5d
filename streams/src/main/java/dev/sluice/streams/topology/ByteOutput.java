// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that are written one after another; used again and again. */
final class ByteOutput {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LITTLE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] data = new byte[256];
  private int size;

  ByteOutput reset() {
    size = 0;
    return this;
  }

  int size() {
    return size;
  }

  private void room(int more) {
    if (data.length - size < more) {
      data = Arrays.copyOf(data, Math.max(data.length * 2, size + more));
    }
  }

  void writeByte(int value) {
    room(1);
    data[size++] = (byte) value;
  }

  /** Eight bytes, the highest first. */
  void writeFixed(long value) {
    room(8);
    LONG.set(data, size, value);
    size += 8;
  }

  /** As Avro writes int and long. */
  void writeVarint(long value) {
    room(10);
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      data[size++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    data[size++] = (byte) rest;
  }

  /** As Avro writes double. */
  void writeDouble(double value) {
    room(8);
    LITTLE.set(data, size, Double.doubleToLongBits(value));
    size += 8;
  }

  /** As Avro writes float. */
  void writeFloat(float value) {
    int bits = Float.floatToIntBits(value);
    for (int shift = 0; shift < 32; shift += 8) {
      writeByte(bits >> shift);
    }
  }

  void write(byte[] source, int from, int length) {
    room(length);
    System.arraycopy(source, from, data, size, length);
    size += length;
  }

  byte[] toBytes() {
    return Arrays.copyOf(data, size);
  }
}
