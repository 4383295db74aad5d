// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.Peek;
import dev.sluice.decoders.FieldPath;
import dev.sluice.decoders.Semantic;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Type;

/** Reads fields of rows as {@link JsonPeek} does, and numbers that stand for times as those. */
final class JsonSchemaPeek implements Peek {
  private static final long MICROS_PER_MILLI = 1000;

  private final List<String> fields;
  private final JsonPeek values;
  private final JsonEvent event;
  private Declared declared = Declared.NOTHING;

  JsonSchemaPeek(JsonRows rows, List<String> fields) {
    this.fields = fields;
    this.values = new JsonPeek(fields);
    this.event = rows.newEvent();
  }

  @Override
  public Change read(byte[] value) throws MalformedException {
    if (value == null) {
      throw new MalformedException(
          "the record has no value, so it has no " + String.join(", ", fields));
    }
    Change change = event.locate(value, 0, value.length);
    if (change != Change.NOTHING) {
      declared = event.declared();
      values.read(value, event.row().from(), event.row().length());
    }
    return change;
  }

  /** What is declared of a number that stands for a time. */
  private Optional<Semantic> time(int field) {
    if (declared == Declared.NOTHING || values.type(field).typeId() != Type.TypeID.LONG) {
      return Optional.empty();
    }
    return FieldPath.in(declared.struct(), fields.get(field))
        .flatMap(path -> declared.at(path.names()).semantic());
  }

  @Override
  public Type type(int field) {
    return time(field).map(Semantic::type).orElse(values.type(field));
  }

  @Override
  public boolean isNull(int field) {
    return values.isNull(field);
  }

  @Override
  public long asLong(int field) {
    long value = values.asLong(field);
    return time(field).map(meant -> value * units(meant)).orElse(value);
  }

  private static long units(Semantic semantic) {
    return switch (semantic) {
      case TIME_MILLIS, TIMESTAMP_MILLIS, INSTANT_MILLIS -> MICROS_PER_MILLI;
      case DATE,
          TIME_MICROS,
          TIMESTAMP_MICROS,
          TIMESTAMP_NANOS,
          ZONED_TIME,
          ZONED_TIMESTAMP,
          UUID,
          VARIABLE_DECIMAL ->
          1;
    };
  }

  @Override
  public int from(int field) {
    return values.from(field);
  }

  @Override
  public int length(int field) {
    return values.length(field);
  }

  @Override
  public byte[] bytes(int field) {
    return values.bytes(field);
  }
}
