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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private long oldestTimestamp;

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
    return records > 0;
  }

  /** Whether all that waits is staged already, so that committing it closes no file early. */
  boolean allStaged() {
    return open.isEmpty() && !staged.isEmpty();
  }

  long ageMillis(long nowMillis) {
    return waits() ? nowMillis - oldestPut : 0;
  }

  /** Kafka timestamp of the oldest record that waits; meaningful while {@link #waits()}. */
  long oldestTimestamp() {
    return oldestTimestamp;
  }

  /** Ends the stretch here and starts the next one; nothing may be open. */
  Stretch<S> cut() {
    Stretch<S> stretch =
        new Stretch<>(this, from, next, records, checksum, oldestTimestamp, staged, rejections);
    staged = new ArrayList<>();
    rejections = new ArrayList<>();
    from = next;
    records = 0;
    checksum = 0;
    return stretch;
  }

  void committed(long newPosition) {
    position = newPosition;
  }

  /** Forgets all that waits and gives its memory back; answers what is staged or being staged. */
  List<Future<S>> abandon() {
    open.values().forEach(Gathered::release);
    open.clear();
    List<Future<S>> orphans = staged;
    staged = new ArrayList<>();
    return orphans;
  }
}
