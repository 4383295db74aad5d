// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.avro;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.decoders.Unwrapping;
import dev.sluice.decoders.framed.Frame;
import dev.sluice.decoders.framed.FramedFormat;
import dev.sluice.decoders.registry.SchemaSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Types;

/** Avro with Confluent's framing; a writer is its schema id. */
public final class AvroFormat extends FramedFormat {
  private final SchemaSource schemas;
  private final Unwrapping unwrapping;

  public AvroFormat(SchemaSource schemas, Unwrapping unwrapping, Conflicts conflicts) {
    super(conflicts);
    this.schemas = schemas;
    this.unwrapping = unwrapping;
  }

  /** Values are rows, and columns widen. */
  public AvroFormat(SchemaSource schemas) {
    this(schemas, Unwrapping.NONE, Conflicts.WIDEN);
  }

  private Schema schema(long writer) throws MalformedException {
    return schemas.byId((int) writer);
  }

  private Step[] plan(long writer, ColumnBatch batch) throws MalformedException {
    return AvroPlan.compile(schema(writer), rowType(writer), batch, conflicts());
  }

  @Override
  protected long writer(byte[] bytes, int from, int length) throws MalformedException {
    return Frame.schemaId(bytes, from, length);
  }

  @Override
  protected String name(long writer) {
    return "schema id " + writer;
  }

  @Override
  protected Types.StructType newRowType(long writer) throws MalformedException {
    Schema schema = schema(writer);
    if (!unwrapping.isDebezium()) {
      return AvroTypes.row(schema);
    }
    Optional<AvroEnvelope> envelope = AvroEnvelope.of(schema);
    return envelope.isPresent() ? envelope.get().row(unwrapping) : NOTHING;
  }

  @Override
  protected Decoder.Reader compile(long writer, ColumnBatch batch) throws MalformedException {
    return unwrapping.isDebezium()
        ? event(writer, batch)
        : new AvroReader(plan(writer, batch), true);
  }

  private Decoder.Reader event(long writer, ColumnBatch batch) throws MalformedException {
    Optional<AvroEnvelope> envelope = AvroEnvelope.of(schema(writer));
    return envelope.isPresent()
        ? envelope.get().compile(unwrapping, batch, conflicts())
        : (bytes, from, length) -> Change.NOTHING;
  }

  @Override
  protected Decoder.Reader compilePeek(long writer, ColumnBatch batch) throws MalformedException {
    if (unwrapping.isDebezium()) {
      return event(writer, batch);
    }
    Schema schema = schema(writer);
    Step[] all = plan(writer, batch);
    return new AvroReader(Arrays.copyOf(all, needed(schema, batch.type())), false);
  }

  /** How many of a record's fields, which are read in order, reach to the last one wanted. */
  private static int needed(Schema schema, Types.StructType wanted) {
    if (schema.getType() != Schema.Type.RECORD) {
      return 1;
    }
    List<Schema.Field> fields = schema.getFields();
    int last = fields.size();
    while (wanted.field(fields.get(last - 1).name()) == null) {
      last--;
    }
    return last;
  }
}
