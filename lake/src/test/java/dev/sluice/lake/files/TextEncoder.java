// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.gather.Gathered;
import dev.sluice.core.reject.Rejection;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** One record a line; a record that begins with {@code bad} is rejected. */
final class TextEncoder implements FileEncoder {
  @Override
  public String extension() {
    return ".txt";
  }

  @Override
  public Encoded encode(Gathered records, OutputStream out) throws IOException {
    List<Rejection> rejections = new ArrayList<>();
    long bytes = 0;
    try (OutputStream owned = out) {
      Gathered.Cursor cursor = records.cursor();
      while (cursor.next()) {
        String line =
            new String(
                cursor.bytes(),
                cursor.valueAt(),
                cursor.valueLength(),
                java.nio.charset.StandardCharsets.UTF_8);
        if (line.startsWith("bad")) {
          rejections.add(new Rejection(cursor.toEnvelope(), Rejection.Stage.DECODE, line));
        } else {
          owned.write((line + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
          bytes += line.length() + 1;
        }
      }
    }
    return new Encoded(records.records() - rejections.size(), bytes, rejections, 0);
  }
}
