// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.pipeline;

import dev.sluice.core.commit.Checksum;
import dev.sluice.core.commit.Staged;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.reject.Rejection;
import dev.sluice.core.route.TablePartition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Future;

/** What waits of one topic-partition: everything between its position and the last record put. */
final class Source<S extends Staged> {
  static final long UNKNOWN = -1;

  final TopicPartition partition;
  private final Map<TablePartition, Gathered> open = new HashMap<>();
  private List<Future<S>> staged = new ArrayList<>();
  private List<Rejection> rejections = new ArrayList<>();
  private long position;
  private long from;
  private long next;
  private long records;
  private long checksum;
  private long oldestPut;
  private long latestPut;
  private long oldestTimestamp;
  private OptionalLong firstTime = OptionalLong.empty();
  private TablePartition latestTarget;

  /** What is closed and not yet being committed, in order. */
  private List<Stretch<S>> closed = new ArrayList<>();

  /**
   * @param position next offset according to the destination, or {@link #UNKNOWN}
   */
  Source(TopicPartition partition, long position) {
    this.partition = partition;
    this.position = position;
    this.from = position;
    this.next = position;
  }

  /** Next offset whose predecessors are all visible; {@link #UNKNOWN} before the first commit. */
  long position() {
    return position;
  }

  long next() {
    return next;
  }

  Map<TablePartition, Gathered> open() {
    return open;
  }

  /** Counts a record in, whether it was gathered or rejected. */
  void count(Envelope record, long nowMillis) {
    if (records++ == 0) {
      oldestPut = nowMillis;
      oldestTimestamp = record.timestamp();
      from = from == UNKNOWN ? record.offset() : from;
    }
    latestPut = nowMillis;
    checksum += Checksum.of(record.value());
    next = record.offset() + 1;
  }

  void reject(Rejection rejection) {
    rejections.add(rejection);
  }

  void staging(Future<S> future) {
    staged.add(future);
  }

  boolean waits() {
    return isOpen() || hasClosed();
  }

  /** Whether something waits that is not closed. */
  boolean isOpen() {
    return records > 0;
  }

  /** Whether a record does not belong with what waits, and ends the stretch before it. */
  boolean endsBefore(TablePartition target, long recordTime, Closing closing) {
    boolean changes = closing.onChange() && !target.equals(latestTarget) && !open.isEmpty();
    boolean later =
        firstTime.isPresent()
            && closing
                .recordTime()
                .filter(longest -> recordTime - firstTime.getAsLong() >= longest.toMillis())
                .isPresent();
    return changes || later;
  }

  /** Notes a record that goes into the stretch: the next ones are compared with it. */
  void follow(TablePartition target, long recordTime) {
    latestTarget = target;
    if (firstTime.isEmpty()) {
      firstTime = OptionalLong.of(recordTime);
    }
  }

  boolean isFull(Closing closing) {
    return records >= closing.records();
  }

  /**
   * Whether what waits open is to be closed now: its time has come, or all of it is staged already,
   * so that committing it closes no file early.
   */
  boolean isDue(long nowMillis, Closing closing) {
    return isOpen()
        && ((open.isEmpty() && !staged.isEmpty())
            || nowMillis - oldestPut >= closing.age().toMillis()
            || closing.idle().filter(idle -> nowMillis - latestPut >= idle.toMillis()).isPresent()
            || closing
                .schedule()
                .filter(
                    schedule ->
                        schedule.after(Instant.ofEpochMilli(oldestPut)).toEpochMilli() <= nowMillis)
                .isPresent());
  }

  /** Kafka timestamp of the oldest record that waits; meaningful while {@link #waits()}. */
  long oldestTimestamp() {
    long oldest = isOpen() ? oldestTimestamp : Long.MAX_VALUE;
    for (Stretch<S> stretch : closed) {
      oldest = Math.min(oldest, stretch.oldestTimestamp());
    }
    return oldest;
  }

  boolean hasClosed() {
    return !closed.isEmpty();
  }

  /** Ends the stretch here and starts the next one; nothing may be open. */
  void close() {
    closed.add(
        new Stretch<>(this, from, next, records, checksum, oldestTimestamp, staged, rejections));
    staged = new ArrayList<>();
    rejections = new ArrayList<>();
    from = next;
    records = 0;
    checksum = 0;
    firstTime = OptionalLong.empty();
  }

  /** Hands out what is closed, to be committed. */
  Stretch<S> takeClosed() {
    Stretch<S> taken = Stretch.joined(closed);
    closed = new ArrayList<>();
    return taken;
  }

  void committed(long newPosition) {
    position = newPosition;
  }

  /** Forgets all that waits and gives its memory back; answers what is staged or being staged. */
  List<Future<S>> abandon() {
    open.values().forEach(Gathered::release);
    open.clear();
    List<Future<S>> orphans = new ArrayList<>(staged);
    closed.forEach(stretch -> orphans.addAll(stretch.staged()));
    closed.clear();
    staged = new ArrayList<>();
    return orphans;
  }
}
