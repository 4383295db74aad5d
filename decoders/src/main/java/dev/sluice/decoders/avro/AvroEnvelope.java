// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.avro;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.decoders.Unwrapping;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Types;

/**
 * The schema of Debezium's change events: where in it the row is, and what says what happened.
 *
 * @param before index of the row's state before the change; -1 if there is none
 * @param after index of the row's state after it; -1 if there is none
 * @param op index of what happened
 */
record AvroEnvelope(Schema schema, int before, int after, int op) {
  /**
   * The envelope that a schema is of; empty if it is of Debezium's messages about itself.
   *
   * @throws MalformedException if it is neither
   */
  static Optional<AvroEnvelope> of(Schema schema) throws MalformedException {
    if (schema.getType() == Schema.Type.RECORD) {
      String name = schema.getProp(AvroTypes.NAME);
      if (Unwrapping.isSilent(schema.getFullName()) || Unwrapping.isSilent(name)) {
        return Optional.empty();
      }
      AvroEnvelope envelope =
          new AvroEnvelope(
              schema, index(schema, "before"), index(schema, "after"), index(schema, "op"));
      if (envelope.op >= 0 && (envelope.before >= 0 || envelope.after >= 0)) {
        return Optional.of(envelope);
      }
    }
    throw Unwrapping.notAnEvent();
  }

  private static int index(Schema schema, String name) {
    Schema.Field field = schema.getField(name);
    return field == null ? -1 : field.pos();
  }

  /** Schema of the rows. */
  Schema image() throws MalformedException {
    Schema image =
        AvroTypes.withoutNull(schema.getFields().get(after >= 0 ? after : before).schema());
    if (image.getType() != Schema.Type.RECORD) {
      throw new MalformedException(
          "the rows in the change events are " + image.getType() + ", no records with fields");
    }
    return image;
  }

  /** Fields of the source block. */
  private Types.StructType source() throws MalformedException {
    Schema.Field source = schema.getField("source");
    Schema block = source == null ? null : AvroTypes.withoutNull(source.schema());
    return block == null || block.getType() != Schema.Type.RECORD
        ? Types.StructType.of()
        : AvroTypes.row(block);
  }

  Types.StructType row(Unwrapping unwrapping) throws MalformedException {
    return unwrapping.after(AvroTypes.row(image()), source());
  }

  /** What reads events into the columns of a batch. */
  AvroEventReader compile(Unwrapping unwrapping, ColumnBatch batch, Conflicts conflicts)
      throws MalformedException {
    return new AvroEventReader(this, unwrapping.in(source()), batch, conflicts);
  }
}
