// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.decoders.Unwrapping;
import java.util.Arrays;
import java.util.List;

/**
 * Where in a value the object is that makes its row, and what is around it. Holds what it found in
 * the value it looked at last.
 */
final class JsonEvent {
  private static final List<String> NUMBERS = List.of("ts_ms", "ts_us", "ts_ns");

  private final int frame;
  private final Unwrapping unwrapping;
  private final ValueSchemas schemas;
  private final JsonInput in = new JsonInput();

  private final Slice whole = new Slice();
  private final Slice before = new Slice();
  private final Slice after = new Slice();
  private final Slice source = new Slice();
  private final Slice payload = new Slice();
  private final Slice schema = new Slice();
  private Slice row = whole;
  private String op;
  private boolean withSchema;
  private boolean emptyPayload;
  private int fields;
  private int times;
  private int ofItself;
  private final long[] numbers = new long[NUMBERS.size()];
  private final boolean[] given = new boolean[NUMBERS.size()];
  private Declared declared = Declared.NOTHING;
  private Declared declaredRow = Declared.NOTHING;
  private Declared declaredSource = Declared.NOTHING;

  /** A stretch of the value's bytes, or nothing. */
  static final class Slice {
    private int from;
    private int length;

    private void none() {
      length = -1;
    }

    private void at(int newFrom, int newLength) {
      from = newFrom;
      length = newLength;
    }

    boolean isThere() {
      return length >= 0;
    }

    int from() {
      return from;
    }

    int length() {
      return length;
    }
  }

  /**
   * @param frame bytes in front of the object
   */
  JsonEvent(int frame, Unwrapping unwrapping, ValueSchemas schemas) {
    this.frame = frame;
    this.unwrapping = unwrapping;
    this.schemas = schemas;
    schema.none();
    source.none();
  }

  /**
   * Finds the row of a value.
   *
   * @throws MalformedException if the value is not what the settings say
   */
  Change locate(byte[] bytes, int from, int length) throws MalformedException {
    if (length < frame) {
      schemas.of(bytes, from, length, schema);
      throw new MalformedException("the value ends within its frame");
    }
    return switch (unwrapping.envelope()) {
      case NONE -> {
        declare(schemas.of(bytes, from, length, schema));
        whole.at(from + frame, length - frame);
        yield Change.ROW;
      }
      case PAYLOAD -> {
        scan(bytes, from, length);
        declare(schemas.of(bytes, from, length, schema));
        whole.at(from + frame, length - frame);
        boolean wrapped = withSchema && fields == 0;
        row = wrapped && payload.isThere() ? payload : whole;
        yield wrapped && emptyPayload ? Change.NOTHING : Change.ROW;
      }
      case DEBEZIUM -> {
        scan(bytes, from, length);
        yield event(bytes, from, length);
      }
    };
  }

  private void scan(byte[] bytes, int from, int length) throws MalformedException {
    before.none();
    after.none();
    source.none();
    payload.none();
    schema.none();
    op = null;
    withSchema = false;
    emptyPayload = false;
    fields = 0;
    times = 0;
    ofItself = 0;
    Arrays.fill(given, false);
    in.open(bytes, from + frame, length - frame);
    while (in.nextField()) {
      String name = in.name();
      if (name.equals("schema")) {
        withSchema = true;
        take(schema);
      } else if (name.equals("payload")) {
        payload();
      } else {
        field(name);
      }
    }
    in.end();
  }

  private void payload() throws MalformedException {
    emptyPayload = in.token() == JsonToken.VALUE_NULL;
    if (in.token() != JsonToken.START_OBJECT || !unwrapping.isDebezium()) {
      take(payload);
      return;
    }
    while (in.nextField()) {
      field(in.name());
    }
  }

  private void field(String name) throws MalformedException {
    fields++;
    switch (name) {
      case "before" -> take(before);
      case "after" -> take(after);
      case "source" -> take(source);
      case "op" -> {
        op = in.token() == JsonToken.VALUE_STRING ? in.string() : null;
        in.skip();
      }
      case "ts_ms", "ts_us", "ts_ns" -> number(name);
      case "ddl", "tableChanges", "status", "event_count" -> {
        ofItself++;
        in.skip();
      }
      default -> in.skip();
    }
  }

  private void number(String name) throws MalformedException {
    int at = NUMBERS.indexOf(name);
    if (in.token() == JsonToken.VALUE_NUMBER_INT) {
      numbers[at] = in.longValue();
      given[at] = true;
      times++;
    } else {
      in.skip();
    }
  }

  /** Notes where the current value is, if it is an object. */
  private void take(Slice slice) throws MalformedException {
    slice.none();
    if (in.token() == JsonToken.START_OBJECT) {
      int start = in.start();
      in.skip();
      slice.at(start, in.end(start));
    } else {
      in.skip();
    }
  }

  private Change event(byte[] bytes, int from, int length) throws MalformedException {
    if (op == null) {
      boolean heartbeat = fields > 0 && fields == times;
      if ((withSchema && emptyPayload) || heartbeat || ofItself > 1) {
        return Change.NOTHING;
      }
      throw Unwrapping.notAnEvent();
    }
    Change change = Unwrapping.change(op);
    if (change == Change.NOTHING) {
      return change;
    }
    row = change == Change.DELETE ? before : after;
    if (!row.isThere()) {
      throw Unwrapping.noImage(op);
    }
    declare(schemas.of(bytes, from, length, schema));
    return change;
  }

  /** The object of the row. */
  Slice row() {
    return row;
  }

  /** The block that says where a change event comes from. */
  Slice source() {
    return source;
  }

  String op() {
    return op;
  }

  /** Appends a number of the envelope; null if it is not there. */
  void number(Unwrapping.Item item, LongColumn column) {
    int at = NUMBERS.indexOf(item.field());
    if (given[at]) {
      column.add(numbers[at]);
    } else {
      column.addNull();
    }
  }

  /** What the value's schema says of the row. */
  Declared declared() {
    return declaredRow;
  }

  /** What it says of the source block. */
  Declared declaredSource() {
    return declaredSource;
  }

  /** Values of one schema come one after another, so what it says is taken apart once. */
  private void declare(Declared whole) {
    if (whole == declared) {
      return;
    }
    declared = whole;
    declaredRow = whole;
    if (unwrapping.isDebezium()) {
      Declared after = whole.object("after");
      declaredRow = after == Declared.NOTHING ? whole.object("before") : after;
      declaredSource = whole.object("source");
    }
  }
}
