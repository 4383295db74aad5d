// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import java.util.List;

/** How the values of a topic are encoded. Thread-safe. */
public interface WireFormat {
  Decoder newDecoder();

  /**
   * Reads a few fields of a value, skipping all others.
   *
   * @param fields top-level field names, in the order in which they will be asked for
   */
  Peek newPeek(List<String> fields);

  /** Name of the schema that a value came with; empty if it has none. */
  default String schemaName(byte[] value) {
    return "";
  }
}
