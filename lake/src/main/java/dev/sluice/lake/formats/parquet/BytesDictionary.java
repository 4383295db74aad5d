// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Byte strings by the id they were given when they first came: the dictionary of a column. They are
 * kept as its page has them, each behind its length.
 */
final class BytesDictionary {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIXER = 0x9E3779B97F4A7C15L;

  private final PageBytes page = new PageBytes();
  private int[] ends = new int[64];
  private int[] hashes = new int[64];
  private int size;
  private int[] slots = new int[256];

  int size() {
    return size;
  }

  PageBytes page() {
    return page;
  }

  /** Index in {@link #page()} of a string's first byte. */
  int from(int id) {
    return (id == 0 ? 0 : ends[id - 1]) + Integer.BYTES;
  }

  /** Index after a string's last byte. */
  int to(int id) {
    return ends[id];
  }

  /** The id of {@code bytes[from, to)}. */
  int id(byte[] bytes, int from, int to) {
    int hash = hash(bytes, from, to);
    int slot = hash & slots.length - 1;
    while (true) {
      int id = slots[slot] - 1;
      if (id < 0) {
        return add(bytes, from, to, hash, slot);
      }
      if (hashes[id] == hash && Arrays.equals(page.bytes(), from(id), ends[id], bytes, from, to)) {
        return id;
      }
      slot = slot + 1 & slots.length - 1;
    }
  }

  /** Eight bytes at a time; the last eight may overlap those before. */
  private static int hash(byte[] bytes, int from, int to) {
    int length = to - from;
    long hash = length;
    if (length >= Long.BYTES) {
      for (int at = from; at < to - Long.BYTES; at += Long.BYTES) {
        hash = Long.rotateLeft((hash ^ (long) LONG.get(bytes, at)) * MIXER, 29);
      }
      hash ^= (long) LONG.get(bytes, to - Long.BYTES);
    } else if (length >= Integer.BYTES) {
      hash ^= (long) (int) INT.get(bytes, from) << 32 ^ (int) INT.get(bytes, to - Integer.BYTES);
    } else if (length > 0) {
      hash ^= bytes[from] << 16 ^ bytes[from + length / 2] << 8 ^ bytes[to - 1];
    }
    return (int) ((hash * MIXER) >>> 32);
  }

  private int add(byte[] bytes, int from, int to, int hash, int slot) {
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, 2 * size);
      hashes = Arrays.copyOf(hashes, 2 * size);
    }
    page.putInt(to - from);
    page.putBytes(bytes, from, to - from);
    ends[size] = page.size();
    hashes[size++] = hash;
    slots[slot] = size;
    if (2 * size > slots.length) {
      rehash();
    }
    return size - 1;
  }

  private void rehash() {
    slots = new int[2 * slots.length];
    for (int id = 0; id < size; id++) {
      int slot = hashes[id] & slots.length - 1;
      while (slots[slot] != 0) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = id + 1;
    }
  }
}
