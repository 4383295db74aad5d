// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

/** The names that one object has had so far; cleared at no cost. */
final class NameSet {
  private String[] names = new String[32];
  private int[] rounds = new int[32];
  private int round;
  private int size;

  void clear() {
    round++;
    size = 0;
  }

  /** Whether the name is new. */
  boolean add(String name) {
    int slot = slot(name);
    if (rounds[slot] == round) {
      return false;
    }
    names[slot] = name;
    rounds[slot] = round;
    if (2 * ++size > names.length) {
      grow();
    }
    return true;
  }

  /** The slot that has the name or may take it. */
  private int slot(String name) {
    int hash = name.hashCode();
    int slot = (hash ^ hash >>> 16) & names.length - 1;
    while (rounds[slot] == round && !names[slot].equals(name)) {
      slot = slot + 1 & names.length - 1;
    }
    return slot;
  }

  private void grow() {
    String[] before = names;
    int[] itsRounds = rounds;
    names = new String[2 * before.length];
    rounds = new int[2 * before.length];
    int current = round;
    round = 1;
    for (int i = 0; i < before.length; i++) {
      if (itsRounds[i] == current) {
        int slot = slot(before[i]);
        names[slot] = before[i];
        rounds[slot] = round;
      }
    }
  }
}
