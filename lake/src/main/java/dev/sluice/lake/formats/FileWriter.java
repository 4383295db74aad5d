// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import dev.sluice.core.shred.ColumnBatch;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Writes one file, batch by batch. A file is whole only once {@link #close} has returned. */
public interface FileWriter extends Closeable {
  void write(ColumnBatch batch) throws IOException;

  /** Bytes written so far; after {@link #close}, the file's size. */
  long bytes();

  /** After {@link #close}, what is known of each column by its number; empty if nothing is. */
  default Map<Integer, ColumnFacts> columns() {
    return Map.of();
  }

  /** Id of the table that gave the columns their numbers; empty for files that stand alone. */
  default Optional<String> table() {
    return Optional.empty();
  }
}
