// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.streams.sql.EmitHeader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Adds partial values to their groups, and closes groups whose window is over. Time is what the
 * rows say it is: the clock on the wall is never asked.
 */
final class GroupProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  static final String EMITTED = "emitted";
  static final String REJECTED = "rejected-groups";
  private static final Bytes TIME_KEY = Bytes.wrap(new byte[1]);
  private static final byte[] NOTHING = new byte[0];

  private final StreamPlan plan;
  private final Emission emission;
  private final ViewMeters meters;
  private final Rejects rejects;
  private final boolean timed;
  private final boolean ending;
  private final boolean closes;
  private final boolean onChange;
  private final long grace;
  private final long gap;
  private final ByteInput in = new ByteInput();
  private final ByteOutput time = new ByteOutput();
  private Groups groups;
  private ProcessorContext<byte[], byte[]> context;
  private KeyValueStore<Bytes, byte[]> store;
  private KeyValueStore<Bytes, byte[]> closing;
  private long streamTime = Long.MIN_VALUE;
  private long nextClose = Long.MIN_VALUE;

  GroupProcessor(StreamPlan plan, Emission emission, ViewMeters meters) {
    this.plan = plan;
    this.emission = emission;
    this.meters = meters;
    this.rejects = new Rejects(plan.name());
    this.timed = Groups.isTimed(plan);
    this.ending = Groups.isEnding(plan);
    this.closes = plan.isClosing();
    this.onChange = plan.header().when() == EmitHeader.When.CHANGE;
    this.grace = closes ? plan.graceMicros() : 0;
    this.gap =
        plan.sessionColumn().isPresent() ? plan.windowSpan().orElseThrow().size().length() : 0;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> given) {
    context = given;
    groups = new Groups(plan, emission, RowProgram.compilePlanned(plan).measures());
    store = context.getStateStore(Groups.STORE);
    if (closes) {
      closing = context.getStateStore(Groups.CLOSING);
      byte[] known = closing.get(TIME_KEY);
      streamTime = known == null ? Long.MIN_VALUE : in.of(known, 0).readFixed();
    }
    if (onChange) {
      BeforeCommit.listen(context, store, this::changed);
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Partial.skipPlaces(in.of(record.value(), 0));
    try {
      add(record);
      if (closes && streamTime >= nextClose) {
        closeDue();
      }
    } catch (LateException e) {
      reject(record, e.getMessage(), meters::late);
    } catch (MalformedException e) {
      reject(record, e.getMessage(), () -> {});
    }
  }

  /** A row comes too late for its group. */
  private static final class LateException extends Exception {
    private static final long serialVersionUID = 1;

    LateException(String why) {
      super("the row is late: " + why);
    }
  }

  /**
   * Each row of the record has a dead letter of its own.
   *
   * @param counted called for each
   */
  private void reject(Record<byte[], byte[]> record, String why, Runnable counted) {
    String group = groups.describe(record.key());
    Partial.readPlaces(
        in.of(record.value(), 0),
        (partition, offset) -> {
          meters.rejected();
          counted.run();
          context.forward(
              rejects.record(
                  record.withKey(null),
                  group.getBytes(StandardCharsets.UTF_8),
                  plan.stream().topic(),
                  partition,
                  offset,
                  "group",
                  why + "; group " + group),
              REJECTED);
        });
  }

  private void add(Record<byte[], byte[]> record) throws MalformedException, LateException {
    long at = timed ? in.readFixed() : 0;
    long end = ending ? in.readFixed() : at;
    if (closes) {
      streamTime = Math.max(streamTime, at);
    }
    byte[] one = groups.state(record.timestamp(), at, record.value(), in.at());
    if (plan.sessionColumn().isPresent()) {
      addToSession(record.key(), at, one);
    } else {
      addToGroup(record.key(), end, one);
    }
  }

  private void addToGroup(byte[] group, long end, byte[] one)
      throws MalformedException, LateException {
    if (closes && Math.addExact(end, grace) <= streamTime) {
      throw new LateException("its window had ended more than the grace before");
    }
    Bytes key = Bytes.wrap(group);
    byte[] known = store.get(key);
    store.put(key, known == null ? one : groups.merged(known, one));
    if (closes && known == null) {
      closeLater(Math.addExact(end, grace), group);
    }
  }

  private void closeLater(long when, byte[] stored) {
    closing.put(groups.closing(when, stored), NOTHING);
    nextClose = Math.min(nextClose, when);
  }

  private void addToSession(byte[] group, long at, byte[] one)
      throws MalformedException, LateException {
    if (closes && Math.addExact(at, grace) < streamTime) {
      throw new LateException("it is behind the newest row by more than the grace");
    }
    long start = at;
    byte[] merged = one;
    List<KeyValue<Bytes, byte[]>> near = sessionsNear(group, at);
    for (KeyValue<Bytes, byte[]> session : near) {
      merged = groups.merged(merged, session.value);
      start = Math.min(start, groups.sessionStart(session.key.get()));
    }
    Bytes key = groups.sessionKey(group, start);
    boolean known = false;
    for (KeyValue<Bytes, byte[]> session : near) {
      if (session.key.equals(key)) {
        known = true;
      } else {
        remove(session.key);
      }
    }
    store.put(key, merged);
    if (closes && !known) {
      closeLater(sessionClose(merged), key.get());
    }
  }

  /** A session that has become part of another is a group that has disappeared. */
  private void remove(Bytes session) {
    store.delete(session);
    if (onChange) {
      context.forward(
          new Record<>(groups.emittedKey(session.get()), null, context.currentSystemTimeMs()),
          EMITTED);
    }
  }

  private long sessionClose(byte[] state) {
    return groups.sessionEnd(state) + gap + grace + 1;
  }

  private List<KeyValue<Bytes, byte[]>> sessionsNear(byte[] group, long at) {
    List<KeyValue<Bytes, byte[]>> near = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> sessions =
        store.reverseRange(
            groups.sessionKey(group, Long.MIN_VALUE), groups.sessionKey(group, at + gap))) {
      while (sessions.hasNext()) {
        KeyValue<Bytes, byte[]> session = sessions.next();
        if (groups.sessionEnd(session.value) < at - gap) {
          break;
        }
        near.add(session);
      }
    }
    return near;
  }

  /** Closes all groups whose time has come. */
  private void closeDue() throws MalformedException {
    List<byte[]> due = new ArrayList<>();
    nextClose = Long.MAX_VALUE;
    try (KeyValueIterator<Bytes, byte[]> entries =
        closing.range(
            groups.closing(Long.MIN_VALUE, NOTHING), groups.closing(Long.MAX_VALUE, NOTHING))) {
      while (entries.hasNext()) {
        byte[] entry = entries.next().key.get();
        if (groups.closingTime(entry) > streamTime) {
          nextClose = groups.closingTime(entry);
          break;
        }
        due.add(entry);
      }
    }
    for (byte[] entry : due) {
      close(entry);
    }
    if (!due.isEmpty()) {
      time.reset().writeFixed(streamTime);
      closing.put(TIME_KEY, time.toBytes());
    }
  }

  private void close(byte[] entry) throws MalformedException {
    closing.delete(Bytes.wrap(entry));
    byte[] stored = groups.storedKey(entry);
    byte[] state = store.get(Bytes.wrap(stored));
    if (state == null) {
      return;
    }
    if (plan.sessionColumn().isPresent() && sessionClose(state) > streamTime) {
      closeLater(sessionClose(state), stored);
      return;
    }
    emit(stored, state);
    store.delete(Bytes.wrap(stored));
  }

  /** The last word on a group in this commit; a deletion is either a close or told by itself. */
  private void changed(byte[] stored, byte[] state) {
    if (state != null) {
      try {
        emit(stored, state);
      } catch (MalformedException e) {
        throw new IllegalStateException(
            "A result of view "
                + plan.name()
                + " cannot be emitted: "
                + e.getMessage()
                + "; group "
                + groups.describe(stored),
            e);
      }
    }
  }

  private void emit(byte[] stored, byte[] state) throws MalformedException {
    context.forward(
        new Record<>(
            groups.emittedKey(stored),
            groups.emittedValue(stored, state),
            Math.max(0, groups.timestamp(state))),
        EMITTED);
  }
}
