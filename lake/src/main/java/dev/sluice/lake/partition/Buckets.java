// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import java.util.Arrays;

/**
 * The buckets of one record: a number each, or the bytes of a text; {@code numbers[i]} is {@link
 * #NULL} for null.
 */
record Buckets(long[] numbers, byte[][] texts) {
  static final long NULL = Long.MIN_VALUE;

  static Buckets of(int parts) {
    return new Buckets(new long[parts], new byte[parts][]);
  }

  Buckets copy() {
    byte[][] copied = new byte[texts.length][];
    for (int i = 0; i < texts.length; i++) {
      copied[i] = texts[i] == null ? null : texts[i].clone();
    }
    return new Buckets(numbers.clone(), copied);
  }

  boolean isNull(int part) {
    return numbers[part] == NULL;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Buckets buckets
        && Arrays.equals(numbers, buckets.numbers)
        && Arrays.deepEquals(texts, buckets.texts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(numbers) + Arrays.deepHashCode(texts);
  }
}
