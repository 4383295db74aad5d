// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.warehouse.dialect.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The event times of a batch's rows: microseconds since 1970. */
final class EventTimes {
  private static final long NANOS_PER_MICRO = 1000;

  private final ColumnBatch batch;
  private final LongColumn times;
  private final long divisor;

  private EventTimes(ColumnBatch batch, LongColumn times, long divisor) {
    this.batch = batch;
    this.times = times;
    this.divisor = divisor;
  }

  /**
   * Those in a field; none if the batch has no such field.
   *
   * @throws RefusedException if the field is not a point in time
   */
  static EventTimes of(ColumnBatch batch, String field) {
    List<Types.NestedField> fields = batch.type().fields();
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(field)) {
        return of(batch, fields.get(i), batch.column(i));
      }
    }
    return new EventTimes(batch, null, 1);
  }

  private static EventTimes of(ColumnBatch batch, Types.NestedField field, Column column) {
    Type.TypeID type = field.type().typeId();
    if (type == Type.TypeID.TIMESTAMP) {
      return new EventTimes(batch, (LongColumn) column, 1);
    }
    if (type == Type.TypeID.TIMESTAMP_NANO) {
      return new EventTimes(batch, (LongColumn) column, NANOS_PER_MICRO);
    }
    throw new RefusedException(
        "The field "
            + field.name()
            + " is to be the event time, but it is a "
            + field.type()
            + ": name a field with a date and time of day as the topic's time, or none");
  }

  /** A delete has none, whatever it says of the row that it takes away: it is never late. */
  private boolean has(int row) {
    return times != null && !batch.isDelete(row) && row < times.size() && !times.isNull(row);
  }

  private long micros(int row) {
    return Math.floorDiv(times.get(row), divisor);
  }

  /** The greatest of a span's; empty if none of its rows has one. */
  OptionalLong newest(Span span) {
    OptionalLong newest = OptionalLong.empty();
    for (int row = span.from(); row < span.to(); row++) {
      if (has(row)) {
        newest = OptionalLong.of(Math.max(newest.orElse(Long.MIN_VALUE), micros(row)));
      }
    }
    return newest;
  }

  private boolean isLate(int row, long limit) {
    return has(row) && micros(row) < limit;
  }

  /**
   * The parts of a span in which all rows are late, or none is.
   *
   * @param limit rows of an earlier time are late
   */
  List<Span> parts(Span span, long limit, boolean late) {
    List<Span> parts = new ArrayList<>();
    int from = span.from();
    for (int row = span.from(); row <= span.to(); row++) {
      boolean ends = row == span.to() || isLate(row, limit) != isLate(from, limit);
      if (ends && from < row) {
        if (isLate(from, limit) == late) {
          parts.add(new Span(batch, from, row));
        }
        from = row;
      }
    }
    return parts;
  }
}
