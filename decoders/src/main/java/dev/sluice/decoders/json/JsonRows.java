// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import dev.sluice.core.schema.Conflicts;
import dev.sluice.decoders.Unwrapping;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * How objects become rows.
 *
 * @param frame bytes in front of each value's object; a schema id is in them
 * @param schemas where the schemas of values are
 */
record JsonRows(
    int frame, Unwrapping unwrapping, Conflicts conflicts, Supplier<ValueSchemas> schemas) {
  JsonEvent newEvent() {
    return new JsonEvent(frame, unwrapping, schemas.get());
  }

  /** Whether columns are made of the envelope's source block. */
  boolean wantsSource() {
    return unwrapping.columns().stream().anyMatch(i -> i.part() == Unwrapping.Part.SOURCE);
  }

  /**
   * Number of a value's schema: schemas of lower ones come first.
   *
   * @param next for those that have none
   */
  long writer(byte[] bytes, int from, long next) {
    return frame == 0 ? next : ByteBuffer.wrap(bytes, from + 1, Integer.BYTES).getInt();
  }
}
