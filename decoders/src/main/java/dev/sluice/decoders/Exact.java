// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders;

import dev.sluice.core.failure.MalformedException;

/** Numbers in columns of another type, without a rounding. */
public final class Exact {
  private Exact() {}

  /**
   * A whole number as a double.
   *
   * @throws MalformedException if no double is equal to it
   */
  public static double floating(long value) throws MalformedException {
    double floating = (double) value;
    // The greatest long is no double, but the nearest double comes back as it.
    if ((long) floating != value || value == Long.MAX_VALUE) {
      throw new MalformedException(
          "the whole number "
              + value
              + " does not fit its column of type double, which would round it");
    }
    return floating;
  }
}
