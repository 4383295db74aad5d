// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import dev.sluice.core.failure.MalformedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;

/**
 * Rows of a group that one partition has between two commits, put together before they are sent to
 * the group's partition: a thousand rows of an hour and a country are one record there.
 *
 * <p>A store only in that Kafka Streams has its cache written out before a commit. It holds nothing
 * across commits, so there is nothing to restore: rows of a transaction that came to nothing are
 * read again.
 */
final class Partials implements StateStore, CachedStateStore<Bytes, byte[]> {
  static final String STORE = "partials";

  /** So many groups wait at most: a bound for memory, where nearly each row has its own group. */
  private static final int MOST = 10_000;

  /** So many rows wait at most: of one group, their offsets have to fit into a record. */
  private static final int MOST_ROWS = 100_000;

  private final Map<Bytes, Partial> partials = new HashMap<>();
  private final List<Partial> late = new ArrayList<>();
  private final boolean closes;
  private final long grace;
  private Groups groups;
  private int rows;

  /** The newest event time of the rows so far, as far as groups close by it. */
  private long newest = Long.MIN_VALUE;

  private Runnable send = () -> {};
  private boolean open;

  /** Takes rows of a group. */
  interface Receiver {
    void group(Partial partial);
  }

  Partials(StreamPlan plan) {
    this.closes = plan.isClosing();
    this.grace = closes ? plan.graceMicros() : 0;
  }

  /**
   * Whether rows of a view may be put together: no sum can become too large, so none can be
   * refused. Rows of a session cannot: which ones belong together is known where they arrive.
   */
  static boolean suit(StreamPlan plan) {
    return plan.query().isGrouped()
        && plan.sessionColumn().isEmpty()
        && RowProgram.compilePlanned(plan).measures().stream().allMatch(Measure::isBounded);
  }

  static StoreBuilder<Partials> builder(StreamPlan plan) {
    return new PartialsBuilder(plan);
  }

  /** Begins with nothing. */
  void begin(ProcessorContext<byte[], byte[]> context, Groups layout, Receiver receiver) {
    clearCache();
    newest = Long.MIN_VALUE;
    groups = layout;
    send = BeforeCommit.asHere(context, () -> inOrder().forEach(receiver::group));
  }

  /**
   * Windows that end earlier go first, so that none is late for one that it travels with; rows that
   * are late by those before them go last, as they came.
   */
  private List<Partial> inOrder() {
    List<Partial> all = new ArrayList<>(partials.values());
    if (closes) {
      all.sort(Comparator.comparingLong(Partial::end));
    }
    all.addAll(late);
    return all;
  }

  /**
   * Adds a row of a view whose groups stay.
   *
   * @param state that of the row alone
   */
  void add(byte[] group, byte[] state) throws MalformedException {
    Bytes key = Bytes.wrap(group);
    Partial before = partials.get(key);
    if (before == null) {
      partials.put(key, new Partial(group, state));
    } else {
      before.merge(groups.merged(before.state(), state));
    }
    if (partials.size() >= MOST) {
      flushCache();
    }
  }

  /**
   * Adds a row of a view whose groups close.
   *
   * @param state that of the row alone
   * @param time of the row, in microseconds
   * @param end of its window, in microseconds
   */
  void add(byte[] group, byte[] state, long time, long end, long offset) throws MalformedException {
    newest = Math.max(newest, time);
    if (end + grace <= newest) {
      late.add(new Partial(group, state, time, end, offset));
    } else {
      Bytes key = Bytes.wrap(group);
      Partial before = partials.get(key);
      if (before == null) {
        partials.put(key, new Partial(group, state, time, end, offset));
      } else {
        before.merge(groups.merged(before.state(), state), time, offset);
      }
    }
    if (++rows >= MOST_ROWS || partials.size() >= MOST) {
      flushCache();
    }
  }

  @Override
  public void flushCache() {
    send.run();
    clearCache();
  }

  @Override
  public void clearCache() {
    partials.clear();
    late.clear();
    rows = 0;
  }

  @Override
  public boolean setFlushListener(CacheFlushListener<Bytes, byte[]> listener, boolean oldValues) {
    return false;
  }

  @Override
  public String name() {
    return STORE;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    context.register(root, (key, value) -> {});
    open = true;
  }

  @Override
  public void close() {
    clearCache();
    open = false;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }
}
