// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import dev.sluice.core.failure.MalformedException;
import java.util.HashMap;
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

  private final Map<Bytes, byte[]> states = new HashMap<>();
  private Groups groups;
  private Runnable send = () -> {};
  private boolean open;

  /** Takes a group's key and the state of its rows. */
  interface Receiver {
    void group(byte[] key, byte[] state);
  }

  /**
   * Whether rows of a view may be put together: no group closes, so none of them can be late, and
   * no sum can become too large, so none can be refused. Else each row has to arrive by itself, for
   * its own dead letter.
   */
  static boolean suit(StreamPlan plan) {
    return plan.query().isGrouped()
        && !Groups.isTimed(plan)
        && RowProgram.compilePlanned(plan).measures().stream().allMatch(Measure::isBounded);
  }

  static StoreBuilder<Partials> builder() {
    return new PartialsBuilder();
  }

  /** Begins with nothing. */
  void begin(ProcessorContext<byte[], byte[]> context, Groups layout, Receiver receiver) {
    states.clear();
    groups = layout;
    send =
        BeforeCommit.asHere(
            context, () -> states.forEach((key, state) -> receiver.group(key.get(), state)));
  }

  void add(byte[] group, byte[] state) throws MalformedException {
    Bytes key = Bytes.wrap(group);
    byte[] before = states.get(key);
    states.put(key, before == null ? state : groups.merged(before, state));
    if (states.size() >= MOST) {
      flushCache();
    }
  }

  @Override
  public void flushCache() {
    send.run();
    states.clear();
  }

  @Override
  public void clearCache() {
    states.clear();
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
    states.clear();
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
