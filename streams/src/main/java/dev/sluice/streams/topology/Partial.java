// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

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
  private final ByteOutput offsets = new ByteOutput();
  private byte[] state;
  private long time;
  private long last;

  /**
   * One row.
   *
   * @param time of the row, in microseconds, and {@code end} of its window; 0 where groups do not
   *     close
   */
  Partial(byte[] group, byte[] state, long time, long end) {
    this.group = group;
    this.state = state;
    this.time = time;
    this.end = end;
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

  /** Notes where a row of it came from; offsets only grow. */
  void from(long offset) {
    offsets.writeVarint(offset - last);
    last = offset;
  }

  /** Takes the rows of another one in. */
  void merge(byte[] merged, long at, long offset) {
    state = merged;
    time = Math.max(time, at);
    from(offset);
  }

  /** Writes where its rows came from. */
  void writePlaces(long partition, ByteOutput out) {
    out.writeVarint(MANY - partition);
    byte[] bytes = offsets.toBytes();
    out.writeVarint(bytes.length);
    out.write(bytes, 0, bytes.length);
  }

  /** Writes that its rows need no place. */
  static void writeNowhere(ByteOutput out) {
    out.writeVarint(NOWHERE);
    out.writeVarint(NOWHERE);
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
