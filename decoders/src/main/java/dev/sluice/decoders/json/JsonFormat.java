// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.WireFormat;
import java.util.List;

/**
 * JSON without a schema: one object in UTF-8 per value. The columns are those that the objects of a
 * batch need; {@link Shape} says which types they get.
 */
public final class JsonFormat implements WireFormat {
  @Override
  public Decoder newDecoder() {
    return new JsonDecoder();
  }

  @Override
  public Peek newPeek(List<String> fields) {
    return new JsonPeek(fields);
  }
}
