// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.postgres;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bytes in the form that COPY BINARY reads: all numbers big-endian, each field after its length.
 */
final class CopyImage {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes;
  private int size;

  CopyImage(int capacity) {
    bytes = new byte[capacity];
  }

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  private int grow(int more) {
    int at = size;
    size = Math.addExact(size, more);
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size, bytes.length * 2));
    }
    return at;
  }

  void int16(int value) {
    SHORT.set(bytes, grow(Short.BYTES), (short) value);
  }

  void int32(int value) {
    INT.set(bytes, grow(Integer.BYTES), value);
  }

  void int64(long value) {
    LONG.set(bytes, grow(Long.BYTES), value);
  }

  void raw(byte[] source, int from, int length) {
    System.arraycopy(source, from, bytes, grow(length), length);
  }

  void nullField() {
    int32(-1);
  }

  void int16Field(int value) {
    int32(Short.BYTES);
    int16(value);
  }

  void int32Field(int value) {
    int32(Integer.BYTES);
    int32(value);
  }

  void int64Field(long value) {
    int32(Long.BYTES);
    int64(value);
  }

  void booleanField(boolean value) {
    int32(1);
    bytes[grow(1)] = (byte) (value ? 1 : 0);
  }

  void bytesField(byte[] source, int from, int length) {
    int32(length);
    raw(source, from, length);
  }

  /** A field of a version byte and bytes, as {@code jsonb} wants it. */
  void versionedField(int version, byte[] source) {
    int32(source.length + 1);
    bytes[grow(1)] = (byte) version;
    raw(source, 0, source.length);
  }
}
