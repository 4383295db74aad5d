// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.mariadb;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Rows as bytes for the server to read; grows as needed. */
abstract class RowImage {
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes;
  private int size;
  private boolean rowHasFields;

  RowImage(int capacity) {
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

  /** Keeps the bytes from {@code start} on, at the beginning. */
  void keepFrom(int start) {
    System.arraycopy(bytes, start, bytes, 0, size - start);
    size -= start;
  }

  void cutTo(int length) {
    size = length;
  }

  void startRow() {
    rowHasFields = false;
  }

  abstract void endRow();

  abstract void nullField();

  /** Digits, sign, point and exponent. */
  void numberField(long value) {
    nextField();
    long rest = value;
    if (rest < 0) {
      put('-');
    }
    int digits = 1;
    for (long more = rest / 10; more != 0; more /= 10) {
      digits++;
    }
    int at = grow(digits) + digits;
    for (int i = 0; i < digits; i++) {
      bytes[--at] = (byte) ('0' + Math.abs(rest % 10));
      rest /= 10;
    }
  }

  /** Digits, sign, point and exponent. */
  void numberField(String number) {
    nextField();
    put(number);
  }

  /** A date or time. */
  abstract void momentField(byte[] ascii, int length);

  abstract void textField(byte[] utf8, int from, int length);

  abstract void binaryField(byte[] source, int from, int length);

  /** Separates a field from the one before. */
  final void nextField() {
    if (rowHasFields) {
      put(separator());
    }
    rowHasFields = true;
  }

  abstract char separator();

  final void put(char ascii) {
    bytes[grow(1)] = (byte) ascii;
  }

  final void put(String ascii) {
    int at = grow(ascii.length());
    for (int i = 0; i < ascii.length(); i++) {
      bytes[at + i] = (byte) ascii.charAt(i);
    }
  }

  final void put(byte[] source, int from, int length) {
    System.arraycopy(source, from, bytes, grow(length), length);
  }

  final void putHex(byte[] source, int from, int length) {
    int at = grow(Math.multiplyExact(length, 2));
    for (int i = from; i < from + length; i++) {
      bytes[at++] = HEX[(source[i] >> 4) & 0xF];
      bytes[at++] = HEX[source[i] & 0xF];
    }
  }

  private int grow(int more) {
    int at = size;
    size = Math.addExact(size, more);
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size, bytes.length * 2));
    }
    return at;
  }
}
