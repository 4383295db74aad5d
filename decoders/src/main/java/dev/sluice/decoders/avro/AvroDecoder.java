// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.avro;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.decoders.SchemaUnion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Types;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes framed Avro values of any mix of writer schemas. */
final class AvroDecoder implements Decoder {
  private static final Logger LOG = LoggerFactory.getLogger(AvroDecoder.class);

  private final AvroFormat format;

  AvroDecoder(AvroFormat format) {
    this.format = format;
  }

  @Override
  public Types.StructType type(Gathered records) {
    Set<Integer> ids = new LinkedHashSet<>();
    Gathered.Cursor cursor = records.cursor();
    int last = -1;
    while (cursor.next()) {
      try {
        int id = AvroFormat.schemaId(cursor.bytes(), cursor.valueAt(), cursor.valueLength());
        if (id != last) {
          ids.add(id);
          last = id;
        }
      } catch (MalformedException e) {
        LOG.debug("Left out; it is rejected when it is read", e);
      }
    }
    List<Types.StructType> types = new ArrayList<>();
    // Ascending ids are the order of registration, so column order does not hang on which record
    // came first.
    for (int id : ids.stream().sorted().toList()) {
      try {
        types.add(format.rowType(id));
      } catch (MalformedException e) {
        LOG.debug("Left out; its records are rejected one by one when they are read", e);
      }
    }
    return SchemaUnion.of(types);
  }

  @Override
  public Reader reader(ColumnBatch batch) {
    return new AvroReader(format, batch);
  }

  /** Reads values with the plan of their writer schema. */
  private static final class AvroReader implements Reader {
    private final AvroFormat format;
    private final ColumnBatch batch;
    private final AvroInput in = new AvroInput();
    private final Map<Integer, Step[]> plans = new HashMap<>();
    private int planId;
    private Step[] plan;

    AvroReader(AvroFormat format, ColumnBatch batch) {
      this.format = format;
      this.batch = batch;
    }

    @Override
    public void read(byte[] bytes, int from, int length) throws MalformedException {
      int id = AvroFormat.schemaId(bytes, from, length);
      if (plan == null || id != planId) {
        plan = plan(id);
        planId = id;
      }
      in.reset(bytes, from + AvroFormat.FRAME, length - AvroFormat.FRAME);
      for (int i = 0; i < plan.length; i++) {
        plan[i].run(in);
      }
      if (in.remaining() != 0) {
        throw new MalformedException(
            in.remaining() + " bytes are left over after the last field of schema id " + id);
      }
    }

    private Step[] plan(int id) throws MalformedException {
      Step[] known = plans.get(id);
      if (known == null) {
        Schema schema = format.schema(id);
        try {
          format.rowType(id);
          known = AvroPlan.compile(schema, batch);
        } catch (MalformedException e) {
          throw new MalformedException("schema id " + id + ": " + e.getMessage(), e);
        }
        plans.put(id, known);
      }
      return known;
    }
  }
}
