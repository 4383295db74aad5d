// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.protobuf;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.MapColumn;
import java.util.Arrays;
import org.apache.iceberg.types.Types;

/** What becomes of one field while a message is read, whose fields may come in any order. */
abstract class Slot {
  /** A message begins. */
  abstract void begin();

  /** The field is there; the input stands before its value. */
  abstract void take(ProtoInput in, int wireType) throws MalformedException;

  /** The message is over: appends what is still to be. */
  abstract void end(ProtoInput in) throws MalformedException;

  static void require(int expected, int wireType) throws MalformedException {
    if (wireType != expected) {
      throw new MalformedException("has wire type " + wireType + " where " + expected + " belongs");
    }
  }

  /** A field that nobody wants. */
  static final class Unwanted extends Slot {
    @Override
    void begin() {}

    @Override
    void take(ProtoInput in, int wireType) throws MalformedException {
      in.skip(wireType);
    }

    @Override
    void end(ProtoInput in) {}
  }

  /** A field that no column takes; where it is not there, it is in nobody's way. */
  static final class Refused extends Slot {
    private final String reason;

    Refused(String reason) {
      this.reason = reason;
    }

    @Override
    void begin() {}

    @Override
    void take(ProtoInput in, int wireType) throws MalformedException {
      throw new MalformedException(reason);
    }

    @Override
    void end(ProtoInput in) {}
  }

  /** A single value: of several the last, and messages put together, as Protobuf has it. */
  static final class Single extends Slot {
    private final Value value;
    private final Column column;
    private final Message.Presence presence;
    private final boolean merges;
    private int at;
    private int to;
    private byte[] joined;

    /**
     * @param merges whether the values are messages
     */
    Single(Value value, Column column, Message.Presence presence, boolean merges) {
      this.value = value;
      this.column = column;
      this.presence = presence;
      this.merges = merges;
    }

    @Override
    void begin() {
      at = -1;
      joined = null;
    }

    @Override
    void take(ProtoInput in, int wireType) throws MalformedException {
      require(value.wireType(), wireType);
      int before = at;
      at = in.at();
      in.skip(wireType);
      if (merges && before >= 0) {
        join(in, before, to);
      }
      to = in.at();
    }

    /** Two messages one after another are, in Protobuf, the two merged. */
    private void join(ProtoInput in, int from, int end) throws MalformedException {
      byte[] first = joined == null ? content(in, from, end) : joined;
      byte[] second = content(in, at, in.at());
      joined = Arrays.copyOf(first, first.length + second.length);
      System.arraycopy(second, 0, joined, first.length, second.length);
    }

    private static byte[] content(ProtoInput in, int from, int end) throws MalformedException {
      ProtoInput value = new ProtoInput();
      value.open(in.bytes(), from, end);
      int length = value.length();
      return Arrays.copyOfRange(in.bytes(), value.at(), value.at() + length);
    }

    @Override
    void end(ProtoInput in) throws MalformedException {
      if (joined != null) {
        value.append(framed(joined));
      } else if (at >= 0) {
        int next = in.at();
        int end = in.end();
        in.seek(at, to);
        value.append(in);
        in.seek(next, end);
      } else {
        absent();
      }
    }

    private static ProtoInput framed(byte[] message) {
      byte[] bytes = new byte[message.length + 5];
      int at = 0;
      int rest = message.length;
      while (rest > 0x7F) {
        bytes[at++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      bytes[at++] = (byte) rest;
      System.arraycopy(message, 0, bytes, at, message.length);
      ProtoInput in = new ProtoInput();
      in.open(bytes, 0, at + message.length);
      return in;
    }

    private void absent() throws MalformedException {
      switch (presence) {
        case USUAL -> value.appendUsual();
        case REQUIRED -> throw new MalformedException("is required, and not there");
        default -> column.addNull();
      }
    }
  }

  /** A repeated field; numbers one by one or packed. */
  static final class Items extends Slot {
    private final Value element;
    private final ListColumn column;

    Items(Value element, ListColumn column) {
      this.element = element;
      this.column = column;
    }

    @Override
    void begin() {}

    @Override
    void take(ProtoInput in, int wireType) throws MalformedException {
      if (wireType == ProtoInput.LENGTH && element.wireType() != ProtoInput.LENGTH) {
        packed(in);
      } else {
        require(element.wireType(), wireType);
        element.append(in);
      }
    }

    private void packed(ProtoInput in) throws MalformedException {
      int outer = in.end();
      int length = in.length();
      in.seek(in.at(), in.at() + length);
      while (!in.isAtEnd()) {
        element.append(in);
      }
      in.seek(in.at(), outer);
    }

    @Override
    void end(ProtoInput in) {
      column.add();
    }
  }

  /** A map: repeated messages of a key and a value. */
  static final class Entries extends Slot {
    private static final int KEY = 1;
    private static final int VALUE = 2;

    private final MapColumn column;
    private final MessageReader entry;

    Entries(Message.Entries entries, Types.MapType type, MapColumn column, Conflicts conflicts)
        throws MalformedException {
      this.column = column;
      Value key = Values.of(entries.key(), type.keyType(), column.keys(), conflicts);
      Value value = Values.of(entries.value(), type.valueType(), column.values(), conflicts);
      boolean merges = entries.value() instanceof Message.Nested;
      this.entry =
          new MessageReader("entry")
              .with(KEY, "key", new Single(key, column.keys(), Message.Presence.USUAL, false))
              .with(
                  VALUE,
                  "value",
                  new Single(value, column.values(), Message.Presence.USUAL, merges));
    }

    @Override
    void begin() {}

    @Override
    void take(ProtoInput in, int wireType) throws MalformedException {
      require(ProtoInput.LENGTH, wireType);
      int outer = in.end();
      int length = in.length();
      in.seek(in.at(), in.at() + length);
      entry.read(in);
      in.seek(in.end(), outer);
    }

    @Override
    void end(ProtoInput in) {
      column.add();
    }
  }
}
