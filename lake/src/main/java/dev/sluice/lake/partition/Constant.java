// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import dev.sluice.core.shred.Peek;
import java.time.Instant;
import java.util.regex.Pattern;

/** One directory for all rows. */
record Constant(String text) implements Transform {
  @Override
  public String suffix() {
    return "";
  }

  @Override
  public void bucket(Peek peek, int index, Buckets into) {
    into.numbers()[index] = 0;
  }

  @Override
  public String text(Peek peek, int index, Buckets buckets) {
    return text;
  }

  @Override
  public String example(Instant at) {
    return text;
  }

  @Override
  public String shape() {
    return Pattern.quote(text);
  }
}
