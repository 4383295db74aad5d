// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.mariadb;

/**
 * Rows as LOAD DATA reads them: fields end in tabs and lines in line feeds, which a backslash
 * before a letter stands for within a field. Bytes are in hexadecimal, because the server would
 * take them for text.
 */
final class FileImage extends RowImage {
  /** How the statement has to describe this form; in numbers, which no SQL mode reads otherwise. */
  static final String FORM =
      "CHARACTER SET utf8mb4 FIELDS TERMINATED BY x'09' ESCAPED BY x'5C' LINES TERMINATED BY x'0A'";

  FileImage(int capacity) {
    super(capacity);
  }

  @Override
  void endRow() {
    put('\n');
  }

  @Override
  void nullField() {
    nextField();
    put("\\N");
  }

  @Override
  void momentField(byte[] ascii, int length) {
    nextField();
    put(ascii, 0, length);
  }

  @Override
  void textField(byte[] utf8, int from, int length) {
    nextField();
    int written = from;
    for (int i = from; i < from + length; i++) {
      char escaped = escaped(utf8[i]);
      if (escaped != 0) {
        put(utf8, written, i - written);
        put('\\');
        put(escaped);
        written = i + 1;
      }
    }
    put(utf8, written, from + length - written);
  }

  /** The letter that stands for a byte; 0 if it stands for itself. */
  private static char escaped(byte b) {
    return switch (b) {
      case '\t' -> 't';
      case '\n' -> 'n';
      case '\\' -> '\\';
      default -> 0;
    };
  }

  @Override
  void binaryField(byte[] source, int from, int length) {
    nextField();
    putHex(source, from, length);
  }

  @Override
  char separator() {
    return '\t';
  }
}
