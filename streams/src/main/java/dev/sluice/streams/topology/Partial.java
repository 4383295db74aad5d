// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import java.util.Optional;

/**
 * Rows of one group that travel together: their state, their times, and where each came from, for
 * its own dead letter.
 */
final class Partial {
  /** What stands for a partition where rows need no place: nothing can be wrong with them. */
  private static final long NOWHERE = -1;

  /** Below it stand the partitions of rows that travel together. */
  private static final long MANY = -2;

  private final byte[] group;
  private final long end;
  private final Optional<ByteOutput> offsets;
  private byte[] state;
  private long time;
  private long last;

  /** A row of a group that stays. */
  Partial(byte[] group, byte[] state) {
    this.group = group;
    this.state = state;
    this.end = 0;
    this.offsets = Optional.empty();
  }

  /**
   * A row of a group that closes.
   *
   * @param time of the row, in microseconds
   * @param end of its window, in microseconds
   * @param offset where it came from
   */
  Partial(byte[] group, byte[] state, long time, long end, long offset) {
    this.group = group;
    this.state = state;
    this.time = time;
    this.end = end;
    this.offsets = Optional.of(new ByteOutput());
    from(offset);
  }

  byte[] group() {
    return group;
  }

  byte[] state() {
    return state;
  }

  /** The newest time of its rows, in microseconds. */
  long time() {
    return time;
  }

  /** The end of the window, in microseconds. */
  long end() {
    return end;
  }

  /** Offsets grow, so that most of the differences take a byte. */
  private void from(long offset) {
    offsets.orElseThrow().writeVarint(offset - last);
    last = offset;
  }

  /** Takes a row in that needs no place. */
  void merge(byte[] merged) {
    state = merged;
  }

  /**
   * Takes a row in.
   *
   * @param merged the state with it
   */
  void merge(byte[] merged, long at, long offset) {
    state = merged;
    time = Math.max(time, at);
    from(offset);
  }

  /** Writes where its rows came from. */
  void writePlaces(long partition, ByteOutput out) {
    if (offsets.isEmpty()) {
      out.writeVarint(NOWHERE);
      out.writeVarint(NOWHERE);
      return;
    }
    out.writeVarint(MANY - partition);
    byte[] bytes = offsets.get().toBytes();
    out.writeVarint(bytes.length);
    out.write(bytes, 0, bytes.length);
  }

  /** Takes the place of a row. */
  interface Place {
    void at(long partition, long offset);
  }

  /** Passes over the places that a record begins with, of one row or of many. */
  static void skipPlaces(ByteInput in) {
    long partition = in.readVarint();
    long next = in.readVarint();
    if (partition <= MANY) {
      in.skip((int) next);
    }
  }

  /** Reads the places that a record begins with. */
  static void readPlaces(ByteInput in, Place place) {
    long partition = in.readVarint();
    long next = in.readVarint();
    if (partition > MANY) {
      place.at(partition, next);
      return;
    }
    long offset = 0;
    for (int end = in.at() + (int) next; in.at() < end; ) {
      offset += in.readVarint();
      place.at(MANY - partition, offset);
    }
  }
}
