// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import dev.sluice.core.failure.MalformedException;

/** Where the schemas of values are. Not thread-safe. */
interface ValueSchemas {
  /** Values have none. */
  ValueSchemas NONE = (bytes, from, length, embedded) -> Declared.NOTHING;

  /**
   * What a value's schema says of it.
   *
   * @param embedded the schema in the value, if there is one
   * @throws MalformedException if it cannot be had
   */
  Declared of(byte[] bytes, int from, int length, JsonEvent.Slice embedded)
      throws MalformedException;
}
