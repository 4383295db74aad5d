// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.mariadb;

/** Rows as they stand behind INSERT … VALUES, where a backslash is a character like any other. */
final class ValuesImage extends RowImage {
  ValuesImage(int capacity) {
    super(capacity);
  }

  @Override
  void startRow() {
    super.startRow();
    if (size() > 0) {
      put(',');
    }
    put('(');
  }

  @Override
  void endRow() {
    put(')');
  }

  @Override
  void nullField() {
    nextField();
    put("NULL");
  }

  @Override
  void momentField(byte[] ascii, int length) {
    textField(ascii, 0, length);
  }

  @Override
  void textField(byte[] utf8, int from, int length) {
    nextField();
    put('\'');
    int written = from;
    for (int i = from; i < from + length; i++) {
      if (utf8[i] == '\'') {
        put(utf8, written, i + 1 - written);
        put('\'');
        written = i + 1;
      }
    }
    put(utf8, written, from + length - written);
    put('\'');
  }

  @Override
  void binaryField(byte[] source, int from, int length) {
    nextField();
    put("x'");
    putHex(source, from, length);
    put('\'');
  }

  @Override
  char separator() {
    return ',';
  }
}
