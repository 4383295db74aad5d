// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bytes that are read one after another. */
final class ByteInput {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] data = new byte[0];
  private int at;

  ByteInput of(byte[] bytes, int from) {
    data = bytes;
    at = from;
    return this;
  }

  byte[] data() {
    return data;
  }

  int at() {
    return at;
  }

  void skip(int bytes) {
    at += bytes;
  }

  int readByte() {
    return data[at++];
  }

  long readFixed() {
    long value = (long) LONG.get(data, at);
    at += 8;
    return value;
  }

  long readVarint() {
    long rest = 0;
    int shift = 0;
    int next;
    do {
      next = data[at++];
      rest |= (next & 0x7FL) << shift;
      shift += 7;
    } while (next < 0);
    return (rest >>> 1) ^ -(rest & 1);
  }
}
