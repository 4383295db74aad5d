// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.Unwrapping;
import java.util.List;

/**
 * JSON without a registered schema: one object in UTF-8 per value. The columns are those that the
 * objects of a batch need; {@link Shape} says which types they get. Where envelopes are opened, a
 * schema may stand in the values, and then it says.
 */
public final class JsonFormat implements WireFormat {
  private final JsonRows rows;

  /** Values are rows, and columns widen. */
  public JsonFormat() {
    this(Unwrapping.NONE, Conflicts.WIDEN);
  }

  public JsonFormat(Unwrapping unwrapping, Conflicts conflicts) {
    this.rows = new JsonRows(0, unwrapping, conflicts, EmbeddedSchemas::new);
  }

  @Override
  public Decoder newDecoder() {
    return new JsonDecoder(rows);
  }

  @Override
  public Peek newPeek(List<String> fields) {
    return new JsonSchemaPeek(rows, fields);
  }
}
