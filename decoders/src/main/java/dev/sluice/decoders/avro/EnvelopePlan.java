// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.avro;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.decoders.Unwrapping;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * What reads the fields of a change event that are around its row: those that columns are wanted of
 * into these, and over the others.
 */
record EnvelopePlan(
    Skips skips, List<Unwrapping.Item> items, ColumnBatch batch, Conflicts conflicts) {
  /** A field of the event itself. */
  Step of(Schema.Field field) throws MalformedException {
    if (field.name().equals("source")) {
      return source(field.schema());
    }
    for (Unwrapping.Item item : items) {
      if (item.part() == Unwrapping.Part.NUMBER && item.field().equals(field.name())) {
        return into(field.schema(), item);
      }
    }
    return skips.of(field.schema());
  }

  private Step source(Schema schema) throws MalformedException {
    boolean wanted = items.stream().anyMatch(item -> item.part() == Unwrapping.Part.SOURCE);
    Schema block = AvroTypes.withoutNull(schema);
    if (!wanted || block.getType() != Schema.Type.RECORD) {
      return skips.of(schema);
    }
    Step[] steps = new Step[block.getFields().size()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = ofSource(block.getFields().get(i));
    }
    int nullBranch = schema.getType() == Schema.Type.UNION ? schema.getIndexNamed("null") : -1;
    return new Block(nullBranch, steps);
  }

  private Step ofSource(Schema.Field field) throws MalformedException {
    for (Unwrapping.Item item : items) {
      if (item.part() == Unwrapping.Part.SOURCE && item.field().equals(field.name())) {
        return into(field.schema(), item);
      }
    }
    return skips.of(field.schema());
  }

  private Step into(Schema schema, Unwrapping.Item item) throws MalformedException {
    Types.NestedField target = batch.type().field(item.column());
    if (target == null) {
      return skips.of(schema);
    }
    Column column = batch.column(batch.type().fields().indexOf(target));
    Type type = target.type();
    return AvroPlan.compileValue(schema, type, column, conflicts);
  }

  /** The source block. */
  private static final class Block extends Step {
    private final int nullBranch;
    private final Step[] fields;

    Block(int nullBranch, Step[] fields) {
      this.nullBranch = nullBranch;
      this.fields = fields;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      if (nullBranch >= 0) {
        long branch = in.readLong();
        if (branch == nullBranch) {
          return;
        }
        if (branch != 1 - nullBranch) {
          throw new MalformedException("a union names branch " + branch + " of 2");
        }
      }
      for (Step field : fields) {
        field.run(in);
      }
    }
  }
}
