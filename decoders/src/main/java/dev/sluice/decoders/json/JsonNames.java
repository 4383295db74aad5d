// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Names of fields that have been met, so that each is made a string once. */
final class JsonNames {
  /** More than this are data, not names. */
  private static final int MOST = 2048;

  private static final int LONGEST = 64;

  private final byte[][] spellings = new byte[4 * MOST][];
  private final String[] names = new String[4 * MOST];

  /** By the slot of a name, the slot of the one that came after it: objects repeat themselves. */
  private final int[] following = new int[4 * MOST];

  private int last;
  private int size;

  /** The name spelled by {@code bytes[from, to)} in UTF-8. */
  String of(byte[] bytes, int from, int to) {
    if (to - from > LONGEST) {
      return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
    int guess = following[last];
    if (!isAt(guess, bytes, from, to)) {
      guess = slot(bytes, from, to);
      following[last] = guess;
    }
    last = guess;
    return names[guess] == null ? add(bytes, from, to, guess) : names[guess];
  }

  /** The slot that has the name or may take it. */
  private int slot(byte[] bytes, int from, int to) {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = (hash ^ hash >>> 16) & names.length - 1;
    while (names[slot] != null && !isAt(slot, bytes, from, to)) {
      slot = slot + 1 & names.length - 1;
    }
    return slot;
  }

  private boolean isAt(int slot, byte[] bytes, int from, int to) {
    byte[] spelling = spellings[slot];
    return spelling != null && Arrays.equals(spelling, 0, spelling.length, bytes, from, to);
  }

  private String add(byte[] bytes, int from, int to, int slot) {
    String name = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    if (size == MOST) {
      Arrays.fill(names, null);
      Arrays.fill(spellings, null);
      size = 0;
      return name;
    }
    spellings[slot] = Arrays.copyOfRange(bytes, from, to);
    names[slot] = name;
    size++;
    return name;
  }
}
