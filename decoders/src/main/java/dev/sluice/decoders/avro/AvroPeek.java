// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.avro;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.IntColumn;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.core.shred.Peek;
import dev.sluice.decoders.FieldPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Reads a few fields by a plan that skips the others and ends after the last one wanted. */
final class AvroPeek implements Peek {
  private final AvroFormat format;
  private final List<String> names;
  private final int[] slots;
  private final AvroInput in = new AvroInput();
  private final Map<Integer, Plan> plans = new HashMap<>();
  private Plan plan;

  AvroPeek(AvroFormat format, List<String> fields) {
    this.format = format;
    // A field may be asked for twice, as in year(at), month(at).
    this.names = fields.stream().distinct().toList();
    this.slots = fields.stream().mapToInt(names::indexOf).toArray();
  }

  /**
   * The steps of one writer schema and the one-row batch they fill.
   *
   * @param types of the fields wanted
   * @param columns of the fields wanted
   */
  private record Plan(int id, Step[] steps, ColumnBatch row, Type[] types, Column[] columns) {}

  @Override
  public void read(byte[] value) throws MalformedException {
    if (value == null) {
      throw new MalformedException(
          "the record has no value, so it has no " + String.join(", ", names));
    }
    int id = AvroFormat.schemaId(value, 0, value.length);
    if (plan == null || plan.id != id) {
      plan = plan(id);
    }
    plan.row.clear();
    plan.row.abandonRow();
    in.reset(value, AvroFormat.FRAME, value.length - AvroFormat.FRAME);
    for (Step step : plan.steps) {
      step.run(in);
    }
  }

  private Plan plan(int id) throws MalformedException {
    Plan known = plans.get(id);
    if (known == null) {
      known = compile(id);
      plans.put(id, known);
    }
    return known;
  }

  private Plan compile(int id) throws MalformedException {
    Types.StructType row = format.rowType(id);
    List<FieldPath> wanted = new ArrayList<>();
    int last = -1;
    for (String name : names) {
      FieldPath path =
          FieldPath.in(row, name)
              .orElseThrow(
                  () -> new MalformedException("field " + name + " is not in schema id " + id));
      wanted.add(path);
      last = Math.max(last, row.fields().indexOf(row.field(path.names().get(0))));
    }
    Schema schema = format.schema(id);
    ColumnBatch batch = new ColumnBatch(FieldPath.prune(row, wanted), 1);
    Step[] all = AvroPlan.compile(schema, batch);
    Step[] needed = Arrays.copyOf(all, schema.getType() == Schema.Type.RECORD ? last + 1 : 1);
    return new Plan(
        id,
        needed,
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
