// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.orc;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ListColumn;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.core.shred.MapColumn;
import dev.sluice.core.shred.StructColumn;
import dev.sluice.lake.formats.Limit;
import java.time.Instant;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * ORC keeps a moment as whole seconds, cut towards 1970, and a fraction. So in the last second of
 * 1969 it has no room for the sign, and its readers take {@code 23:59:59.999} of that day for
 * {@code 00:00:00.999} of the next.
 */
final class OrcLimit {
  private static final long MILLIS = 1_000;

  private OrcLimit() {}

  static Limit of(Type type) {
    return switch (type.typeId()) {
      case TIMESTAMP -> moment(OrcVector.MICROS);
      case TIMESTAMP_NANO -> moment(OrcVector.NANOS);
      case STRUCT -> struct(type.asStructType());
      case LIST -> list(type.asListType());
      case MAP -> map(type.asMapType());
      default -> Limit.NONE;
    };
  }

  private static Limit moment(long perSecond) {
    long first = -perSecond + perSecond / MILLIS;
    return (column, row) -> {
      long value = ((LongColumn) column).get(row);
      if (value < 0 && value >= first) {
        throw new MalformedException(
            "files of ORC cannot hold the moment "
                + Instant.ofEpochSecond(-1, (value + perSecond) * (OrcVector.NANOS / perSecond))
                + ": there is no place in them for fractions of the last second of 1969;"
                + " every other format has it");
      }
    };
  }

  private static Limit struct(Types.StructType type) {
    List<Limit> fields =
        type.fields().stream().map(Types.NestedField::type).map(OrcLimit::of).toList();
    if (fields.stream().allMatch(field -> field == Limit.NONE)) {
      return Limit.NONE;
    }
    return (column, row) -> {
      StructColumn struct = (StructColumn) column;
      for (int i = 0; i < fields.size(); i++) {
        present(fields.get(i), struct.child(i), row);
      }
    };
  }

  /** A field that the row left out has no value yet. */
  private static void present(Limit limit, Column column, int row) throws MalformedException {
    if (limit != Limit.NONE && row < column.size() && !column.isNull(row)) {
      limit.check(column, row);
    }
  }

  private static Limit list(Types.ListType type) {
    Limit element = of(type.elementType());
    return element == Limit.NONE
        ? Limit.NONE
        : (column, row) -> {
          ListColumn list = (ListColumn) column;
          for (int i = list.from(row); i < list.to(row); i++) {
            present(element, list.elements(), i);
          }
        };
  }

  private static Limit map(Types.MapType type) {
    Limit key = of(type.keyType());
    Limit value = of(type.valueType());
    return key == Limit.NONE && value == Limit.NONE
        ? Limit.NONE
        : (column, row) -> {
          MapColumn map = (MapColumn) column;
          for (int i = map.from(row); i < map.to(row); i++) {
            present(key, map.keys(), i);
            present(value, map.values(), i);
          }
        };
  }
}
