// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.framed;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.core.shred.Peek;
import dev.sluice.decoders.FieldPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Reads a few fields into a batch of one row that has columns for nothing else. */
final class FramedPeek implements Peek {
  private final FramedFormat format;
  private final List<String> names;
  private final int[] slots;
  private final Map<Long, Plan> plans = new HashMap<>();
  private Plan plan;

  FramedPeek(FramedFormat format, List<String> fields) {
    this.format = format;
    // A field may be asked for twice, as in year(at), month(at).
    this.names = fields.stream().distinct().toList();
    this.slots = fields.stream().mapToInt(names::indexOf).toArray();
  }

  /**
   * What reads one writer's values, and the one-row batch that it fills.
   *
   * @param types of the fields wanted
   * @param columns of the fields wanted
   */
  private record Plan(
      long writer, Decoder.Reader reader, ColumnBatch row, Type[] types, Column[] columns) {}

  @Override
  public Change read(byte[] value) throws MalformedException {
    if (value == null) {
      throw new MalformedException(
          "the record has no value, so it has no " + String.join(", ", names));
    }
    long writer = format.writer(value, 0, value.length);
    if (plan == null || plan.writer != writer) {
      plan = plan(writer);
    }
    plan.row.clear();
    plan.row.abandonRow();
    return plan.reader.read(value, 0, value.length);
  }

  private Plan plan(long writer) throws MalformedException {
    Plan known = plans.get(writer);
    if (known == null) {
      known = compile(writer);
      plans.put(writer, known);
    }
    return known;
  }

  private Plan compile(long writer) throws MalformedException {
    Types.StructType row = format.rowType(writer);
    if (row.fields().isEmpty()) {
      return new Plan(
          writer,
          (bytes, from, length) -> Change.NOTHING,
          new ColumnBatch(row, 1),
          new Type[0],
          new Column[0]);
    }
    List<FieldPath> wanted = new ArrayList<>();
    for (String name : names) {
      wanted.add(
          FieldPath.in(row, name)
              .orElseThrow(
                  () ->
                      new MalformedException(
                          "field " + name + " is not in " + format.name(writer))));
    }
    ColumnBatch batch = new ColumnBatch(FieldPath.prune(row, wanted), 1);
    return new Plan(
        writer,
        format.compilePeek(writer, batch),
        batch,
        wanted.stream().map(path -> path.type(row)).toArray(Type[]::new),
        wanted.stream().map(path -> path.column(batch)).toArray(Column[]::new));
  }

  @Override
  public Type type(int field) {
    return plan.types[slots[field]];
  }

  @Override
  public boolean isNull(int field) {
    return column(field).isNull(0);
  }

  @Override
  public long asLong(int field) {
    Column column = column(field);
    if (column instanceof LongColumn longs) {
      return longs.get(0);
    }
    if (column instanceof IntColumn ints) {
      return ints.get(0);
    }
    return ((BooleanColumn) column).get(0) ? 1 : 0;
  }

  @Override
  public int from(int field) {
    return ((BytesColumn) column(field)).from(0);
  }

  @Override
  public int length(int field) {
    return ((BytesColumn) column(field)).length(0);
  }

  @Override
  public byte[] bytes(int field) {
    return ((BytesColumn) column(field)).data();
  }

  private Column column(int field) {
    return plan.columns[slots[field]];
  }
}
