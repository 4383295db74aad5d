// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.SchemaUnion;
import dev.sluice.decoders.Unwrapping;
import dev.sluice.decoders.framed.Frame;
import dev.sluice.decoders.registry.RegisteredSchema;
import dev.sluice.decoders.registry.RegisteredSchemas;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.types.Types;

/**
 * JSON with Confluent's framing, of a JSON Schema: types are those that the schema declares, and
 * where it leaves something open, those of the values, as in {@link JsonFormat}.
 */
public final class JsonSchemaFormat implements WireFormat {
  private final RegisteredSchemas schemas;
  private final Map<Integer, Declared> declared = new ConcurrentHashMap<>();
  private final JsonRows rows;

  /** Values are rows, and columns widen. */
  public JsonSchemaFormat(RegisteredSchemas schemas) {
    this(schemas, Unwrapping.NONE, Conflicts.WIDEN);
  }

  public JsonSchemaFormat(RegisteredSchemas schemas, Unwrapping unwrapping, Conflicts conflicts) {
    this.schemas = schemas;
    this.rows =
        new JsonRows(
            Frame.BYTES,
            unwrapping,
            conflicts,
            () -> (bytes, from, length, embedded) -> known(Frame.schemaId(bytes, from, length)));
  }

  @Override
  public Decoder newDecoder() {
    return new JsonDecoder(rows);
  }

  @Override
  public Peek newPeek(List<String> fields) {
    return new JsonSchemaPeek(rows, fields);
  }

  /** What a schema declares of its objects' fields. */
  public Types.StructType declared(int id) throws MalformedException {
    return SchemaUnion.renumbered(known(id).struct());
  }

  private Declared known(int id) throws MalformedException {
    Declared known = declared.get(id);
    if (known == null) {
      known = JsonSchemaTypes.row(schemas.registered(id).in(RegisteredSchema.Language.JSON));
      declared.put(id, known);
    }
    return known;
  }
}
