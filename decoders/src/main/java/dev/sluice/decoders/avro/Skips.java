// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.avro;

import dev.sluice.core.failure.MalformedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** Steps that pass over a value without looking at it. */
final class Skips {
  private static final Step VARINT =
      new Step() {
        @Override
        void run(AvroInput in) throws MalformedException {
          in.readLong();
        }
      };

  private static final Step BYTES =
      new Step() {
        @Override
        void run(AvroInput in) throws MalformedException {
          in.take(in.readLength());
        }
      };

  private static final Step NOTHING =
      new Step() {
        @Override
        void run(AvroInput in) {}
      };

  private final Map<String, Sequence> records = new HashMap<>();

  Step of(Schema schema) {
    return switch (schema.getType()) {
      case NULL -> NOTHING;
      case BOOLEAN -> new Fixed(1);
      case INT, LONG, ENUM -> VARINT;
      case FLOAT -> new Fixed(4);
      case DOUBLE -> new Fixed(8);
      case STRING, BYTES -> BYTES;
      case FIXED -> new Fixed(schema.getFixedSize());
      case ARRAY -> new Blocks(of(schema.getElementType()), NOTHING);
      case MAP -> new Blocks(BYTES, of(schema.getValueType()));
      case UNION -> new Branches(schema.getTypes().stream().map(this::of).toList());
      case RECORD -> record(schema);
    };
  }

  private Step record(Schema schema) {
    Sequence seen = records.get(schema.getFullName());
    if (seen != null) {
      return seen;
    }
    Sequence sequence = new Sequence();
    records.put(schema.getFullName(), sequence);
    for (Schema.Field field : schema.getFields()) {
      sequence.steps.add(of(field.schema()));
    }
    return sequence;
  }

  private static final class Fixed extends Step {
    private final int length;

    Fixed(int length) {
      this.length = length;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      in.take(length);
    }
  }

  private static final class Sequence extends Step {
    private static final int DEEPEST = 64;
    private final List<Step> steps = new ArrayList<>();
    private int depth;

    @Override
    void run(AvroInput in) throws MalformedException {
      if (++depth > DEEPEST) {
        depth = 0;
        throw new MalformedException("records are nested deeper than " + DEEPEST);
      }
      for (Step step : steps) {
        step.run(in);
      }
      depth--;
    }
  }

  private static final class Branches extends Step {
    private final List<Step> branches;

    Branches(List<Step> branches) {
      this.branches = branches;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      int branch = in.readInt();
      if (branch < 0 || branch >= branches.size()) {
        throw new MalformedException("a union names branch " + branch + " of " + branches.size());
      }
      branches.get(branch).run(in);
    }
  }

  private static final class Blocks extends Step {
    private final Step first;
    private final Step second;

    Blocks(Step first, Step second) {
      this.first = first;
      this.second = second;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      for (long count = in.readBlock(); count != 0; count = in.readBlock()) {
        for (long i = 0; i < count; i++) {
          first.run(in);
          second.run(in);
        }
      }
    }
  }
}
