// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import dev.sluice.core.failure.MalformedException;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;

/** How groups, their partial values and closing times are laid out as bytes. */
final class Groups {
  static final String STORE = "groups";
  static final String CLOSING = "closing";
  private static final int TIME = 8;

  private final StreamPlan plan;
  private final Emission emission;
  private final List<OutputColumn> keyColumns;
  private final List<Measure> measures;
  private final int[] keyFields;
  private final boolean session;
  private final ByteOutput out = new ByteOutput();
  private final ByteInput left = new ByteInput();
  private final ByteInput right = new ByteInput();

  Groups(StreamPlan plan, Emission emission, List<Measure> measures) {
    this.plan = plan;
    this.emission = emission;
    this.keyColumns = plan.keyColumns();
    this.measures = measures;
    this.keyFields = Emission.keyFields(plan);
    this.session = plan.sessionColumn().isPresent();
  }

  /** Whether partial values travel with their event time. */
  static boolean isTimed(StreamPlan plan) {
    return plan.isClosing() || plan.sessionColumn().isPresent();
  }

  /** Whether they travel with their window's end. */
  static boolean isEnding(StreamPlan plan) {
    return plan.isClosing() && plan.sessionColumn().isEmpty();
  }

  /** State of a group: its newest record's time, a session's end, partial values. */
  byte[] state(long timestamp, long end, byte[] partial, int from) {
    out.reset().writeFixed(timestamp);
    if (session) {
      out.writeFixed(end);
    }
    out.write(partial, from, partial.length - from);
    return out.toBytes();
  }

  /** State of a group that is no session. */
  byte[] state(long timestamp, byte[] partial) {
    return state(timestamp, 0, partial, 0);
  }

  /** Writes the partial values of a state. */
  static void writePartial(byte[] state, ByteOutput out) {
    out.write(state, TIME, state.length - TIME);
  }

  /** Two states in one. */
  byte[] merged(byte[] a, byte[] b) throws MalformedException {
    left.of(a, 0);
    right.of(b, 0);
    out.reset().writeFixed(Math.max(left.readFixed(), right.readFixed()));
    if (session) {
      out.writeFixed(Math.max(left.readFixed(), right.readFixed()));
    }
    for (Measure measure : measures) {
      measure.merge(left, right, out);
    }
    return out.toBytes();
  }

  long timestamp(byte[] state) {
    return left.of(state, 0).readFixed();
  }

  long sessionEnd(byte[] state) {
    return left.of(state, TIME).readFixed();
  }

  /** The Avro key of a stored one. */
  byte[] avroKey(byte[] stored) {
    if (!session) {
      return stored;
    }
    out.reset().write(stored, 0, stored.length - TIME);
    out.writeVarint(sessionStart(stored));
    return out.toBytes();
  }

  long sessionStart(byte[] stored) {
    return left.of(stored, stored.length - TIME).readFixed() ^ Long.MIN_VALUE;
  }

  /** The stored key of a session: ordered by its beginning within the group. */
  Bytes sessionKey(byte[] group, long start) {
    out.reset().write(group, 0, group.length);
    out.writeFixed(start ^ Long.MIN_VALUE);
    return Bytes.wrap(out.toBytes());
  }

  /** A key ordered by the time at which a group is to be closed. */
  Bytes closing(long micros, byte[] stored) {
    out.reset().writeFixed(micros ^ Long.MIN_VALUE);
    out.write(stored, 0, stored.length);
    return Bytes.wrap(out.toBytes());
  }

  long closingTime(byte[] closing) {
    return left.of(closing, 0).readFixed() ^ Long.MIN_VALUE;
  }

  byte[] storedKey(byte[] closing) {
    return java.util.Arrays.copyOfRange(closing, TIME, closing.length);
  }

  /** The emitted record's key. */
  byte[] emittedKey(byte[] stored) {
    return emission.key(avroKey(stored), out);
  }

  /** The emitted record's value: keys and results, in the order of the SELECT. */
  byte[] emittedValue(byte[] stored, byte[] state) throws MalformedException {
    byte[] key = avroKey(stored);
    int[] starts = fieldStarts(key);
    right.of(state, session ? 2 * TIME : TIME);
    emission.startValue(out.reset());
    int measure = 0;
    for (int keyField : keyFields) {
      if (keyField >= 0) {
        out.write(key, starts[keyField], starts[keyField + 1] - starts[keyField]);
      } else {
        measures.get(measure++).result(right, out);
      }
    }
    return out.toBytes();
  }

  private int[] fieldStarts(byte[] key) {
    int[] starts = new int[keyColumns.size() + 1];
    left.of(key, 0);
    for (int i = 0; i < keyColumns.size(); i++) {
      starts[i] = left.at();
      keyColumns.get(i).skip(left);
    }
    starts[keyColumns.size()] = left.at();
    return starts;
  }

  /** The group for people to read. */
  String describe(byte[] group) {
    return KeyText.of(plan, group);
  }
}
