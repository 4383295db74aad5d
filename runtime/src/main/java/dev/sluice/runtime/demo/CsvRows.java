// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.demo;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A CSV file cut into rows, byte for byte. A quoted field may span lines; a quote that is never
 * closed spoils its own line and no other.
 */
final class CsvRows implements AutoCloseable {
  private static final int LONGEST_ROW = 64 << 10;

  private final InputStream in;
  private final Deque<byte[]> lines = new ArrayDeque<>();
  private long line = 1;

  CsvRows(Path file) throws IOException {
    this.in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
  }

  /**
   * A row as it stands in the file, without its line end.
   *
   * @param line where it begins, counted from 1
   */
  record Row(long line, byte[] bytes) {}

  /** Whether bytes that span several lines are one row. */
  interface Test {
    boolean isRow(byte[] bytes);
  }

  /** The next row that is not blank; empty at the end of the file. */
  Optional<Row> next(Test severalLines) throws IOException {
    while (fill(1)) {
      byte[] row = lines.peekFirst();
      int taken = 1;
      while (isOpen(row) && row.length < LONGEST_ROW && fill(taken + 1)) {
        taken++;
        row = join(taken);
      }
      if (taken > 1 && (isOpen(row) || !severalLines.isRow(withoutEnd(row)))) {
        taken = 1;
        row = lines.peekFirst();
      }
      Row found = new Row(line, withoutEnd(row));
      for (int i = 0; i < taken; i++) {
        lines.removeFirst();
      }
      line += taken;
      if (found.bytes().length > 0) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  /** Reads ahead until that many lines wait. */
  private boolean fill(int count) throws IOException {
    while (lines.size() < count) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
      int next = in.read();
      while (next >= 0) {
        bytes.write(next);
        if (next == '\n') {
          break;
        }
        next = in.read();
      }
      if (bytes.size() == 0) {
        return false;
      }
      lines.addLast(bytes.toByteArray());
    }
    return true;
  }

  private byte[] join(int count) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    lines.stream().limit(count).forEach(joined::writeBytes);
    return joined.toByteArray();
  }

  /** Whether a quote is still open at the end: there is an odd number of them. */
  private static boolean isOpen(byte[] bytes) {
    boolean open = false;
    for (byte b : bytes) {
      open ^= b == '"';
    }
    return open;
  }

  private static byte[] withoutEnd(byte[] bytes) {
    int length = bytes.length;
    if (length > 0 && bytes[length - 1] == '\n') {
      length--;
    }
    if (length > 0 && bytes[length - 1] == '\r') {
      length--;
    }
    return length == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, length);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
