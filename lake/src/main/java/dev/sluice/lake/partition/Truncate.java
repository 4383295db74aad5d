// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Peek;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Iceberg's truncation: the first characters of a text, or a whole number rounded down.
 *
 * @param width characters to keep, or what numbers are multiples of afterwards; at least 1
 */
record Truncate(int width) implements Transform {
  @Override
  public String suffix() {
    return "_trunc";
  }

  @Override
  public void bucket(Peek peek, int index, Buckets into) throws MalformedException {
    switch (peek.type(index).typeId()) {
      case STRING -> into.texts()[index] = prefix(peek, index).getBytes(StandardCharsets.UTF_8);
      case INTEGER, LONG ->
          into.numbers()[index] =
              peek.asLong(index) - Math.floorMod(peek.asLong(index), (long) width);
      default ->
          throw new MalformedException(
              "a value of type "
                  + peek.type(index)
                  + " cannot be truncated; partition by a text or whole number");
    }
  }

  private String prefix(Peek peek, int index) {
    String text =
        new String(peek.bytes(index), peek.from(index), peek.length(index), StandardCharsets.UTF_8);
    return text.codePointCount(0, text.length()) <= width
        ? text
        : text.substring(0, text.offsetByCodePoints(0, width));
  }

  @Override
  public String text(Peek peek, int index, Buckets buckets) {
    byte[] text = buckets.texts()[index];
    return text == null
        ? Long.toString(buckets.numbers()[index])
        : new String(text, StandardCharsets.UTF_8);
  }

  @Override
  public String example(Instant at) {
    return "...";
  }
}
