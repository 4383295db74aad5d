// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.LongColumn;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Dates and times of a column as ISO 8601 writes them. Not thread-safe. */
public interface IsoColumn {
  /** The value in a row, which is not null; good until the next call. */
  IsoText at(Column column, int row);

  /** For a column of a date's or time's type. */
  static IsoColumn of(Type type) {
    IsoText text = new IsoText();
    return switch (type.typeId()) {
      case DATE -> (column, row) -> text.date(((IntColumn) column).get(row));
      case TIME -> (column, row) -> text.time(((LongColumn) column).get(row));
      case TIMESTAMP -> {
        boolean utc = ((Types.TimestampType) type).shouldAdjustToUTC();
        yield (column, row) -> text.micros(((LongColumn) column).get(row), utc);
      }
      case TIMESTAMP_NANO -> {
        boolean utc = ((Types.TimestampNanoType) type).shouldAdjustToUTC();
        yield (column, row) -> text.nanos(((LongColumn) column).get(row), utc);
      }
      default -> throw new IllegalArgumentException(type + " is not a time");
    };
  }
}
