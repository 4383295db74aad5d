// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Peek;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;

/** The value itself: a text, whole number, truth value, date or time. */
record Identity() implements Transform {
  @Override
  public String suffix() {
    return "";
  }

  @Override
  public void bucket(Peek peek, int index, Buckets into) throws MalformedException {
    switch (peek.type(index).typeId()) {
      case STRING ->
          into.texts()[index] =
              Arrays.copyOfRange(
                  peek.bytes(index), peek.from(index), peek.from(index) + peek.length(index));
      case BOOLEAN, INTEGER, LONG, DATE, TIME, TIMESTAMP, TIMESTAMP_NANO ->
          into.numbers()[index] = peek.asLong(index);
      default ->
          throw new MalformedException(
              "a value of type "
                  + peek.type(index)
                  + " cannot name a directory; partition by a text, whole number, date or time");
    }
  }

  @Override
  public String text(Peek peek, int index, Buckets buckets) {
    byte[] text = buckets.texts()[index];
    if (text != null) {
      return new String(text, StandardCharsets.UTF_8);
    }
    long number = buckets.numbers()[index];
    return switch (peek.type(index).typeId()) {
      case BOOLEAN -> number == 1 ? "true" : "false";
      case DATE -> LocalDate.ofEpochDay(number).toString();
      default -> Long.toString(number);
    };
  }

  @Override
  public String example(Instant at) {
    return "...";
  }
}
