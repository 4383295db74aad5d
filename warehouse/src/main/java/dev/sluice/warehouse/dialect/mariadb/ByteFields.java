// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.mariadb;

import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.warehouse.dialect.SqlType;
import java.nio.charset.StandardCharsets;
import java.sql.SQLDataException;
import java.util.Set;

/** Texts and bytes, each checked against what its column keeps. */
final class ByteFields {
  private static final String TOO_LONG = "22001";
  private static final Set<String> BINARIES =
      Set.of("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob");
  private static final Set<String> TEXTS =
      Set.of(
          "char",
          "varchar",
          "tinytext",
          "text",
          "mediumtext",
          "longtext",
          "json",
          "enum",
          "set",
          "uuid",
          "inet4",
          "inet6");

  private ByteFields() {}

  /** A value as text. */
  interface Text {
    String of(Column column, int row);
  }

  static boolean holdsText(SqlType column) {
    return TEXTS.contains(column.name());
  }

  static boolean holdsBytes(SqlType column) {
    return BINARIES.contains(column.name());
  }

  static MariaDbType.Encoder ofText(SqlType column) {
    return holdsText(column)
        ? (image, c, row) -> {
          BytesColumn bytes = (BytesColumn) c;
          text(image, column, bytes.data(), bytes.from(row), bytes.length(row));
        }
        : null;
  }

  static MariaDbType.Encoder ofStrings(SqlType column, Text value) {
    return (image, c, row) -> {
      byte[] utf8 = value.of(c, row).getBytes(StandardCharsets.UTF_8);
      text(image, column, utf8, 0, utf8.length);
    };
  }

  static MariaDbType.Encoder ofBinary(SqlType column) {
    return holdsBytes(column)
        ? (image, c, row) -> {
          BytesColumn bytes = (BytesColumn) c;
          requireFit(column, bytes.length(row));
          image.binaryField(bytes.data(), bytes.from(row), bytes.length(row));
        }
        : null;
  }

  private static void text(RowImage image, SqlType column, byte[] utf8, int from, int length)
      throws SQLDataException {
    boolean counted = column.is("char") || column.is("varchar");
    requireFit(column, counted ? characters(utf8, from, length) : length);
    if (column.is("char") && length > 0 && utf8[from + length - 1] == ' ') {
      throw new SQLDataException("the text ends in a space, which char does not keep", TOO_LONG);
    }
    image.textField(utf8, from, length);
  }

  private static int characters(byte[] utf8, int from, int length) {
    int count = 0;
    for (int i = from; i < from + length; i++) {
      // All bytes of a character but its first are 10xxxxxx.
      if ((utf8[i] & 0xC0) != 0x80) {
        count++;
      }
    }
    return count;
  }

  private static void requireFit(SqlType column, int length) throws SQLDataException {
    if (length > most(column)) {
      String unit = holdsBytes(column) ? " bytes" : " characters";
      throw new SQLDataException(
          "the value of " + length + unit + " is longer than the column's " + most(column),
          TOO_LONG);
    }
    if (column.is("binary") && length != column.precision()) {
      throw new SQLDataException(
          "the value of " + length + " bytes would be filled up to " + column.precision(),
          TOO_LONG);
    }
  }

  private static long most(SqlType column) {
    return switch (column.name()) {
      case "char", "varchar", "binary", "varbinary" -> column.precision();
      case "tinytext", "tinyblob" -> 255;
      case "text", "blob" -> 65_535;
      case "mediumtext", "mediumblob" -> 16_777_215;
      default -> Integer.MAX_VALUE;
    };
  }
}
