// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.connect;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import org.apache.iceberg.types.Types;

/**
 * Decodes kept values. Where some came with a schema, those without one are rejected: their columns
 * would be guessed beside ones that are known.
 */
final class ConnectDecoder implements Decoder {
  private final Decoder withSchema;
  private final Decoder asJson;
  private boolean anySchema;

  ConnectDecoder(Decoder withSchema, Decoder asJson) {
    this.withSchema = withSchema;
    this.asJson = asJson;
  }

  @Override
  public Types.StructType type(Gathered records) {
    anySchema = false;
    Gathered.Cursor cursor = records.cursor();
    while (!anySchema && cursor.next()) {
      anySchema =
          Kept.of(cursor.bytes(), cursor.valueAt(), cursor.valueLength()) == Kept.WITH_SCHEMA;
    }
    return (anySchema ? withSchema : asJson).type(records);
  }

  @Override
  public Reader reader(ColumnBatch batch) {
    Reader reader = (anySchema ? withSchema : asJson).reader(batch);
    boolean schemasOnly = anySchema;
    return (bytes, from, length) -> {
      Refusal.check(bytes, from, length);
      if (schemasOnly && Kept.of(bytes, from, length) == Kept.AS_JSON) {
        throw new MalformedException(
            "the value has no schema, and others of the same batch have one: all converters of a topic must either"
                + " give schemas or none");
      }
      return reader.read(bytes, from, length);
    };
  }
}
