// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.gather.Gathered;
import dev.sluice.core.reject.Rejection;
import dev.sluice.lake.formats.TableFacts;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Turns gathered records into the bytes of one file. Thread-safe. */
public interface FileEncoder {
  /** What file names end in, with the leading dot. */
  String extension();

  /** Writes the file and closes {@code out}, also when it fails. */
  Encoded encode(Gathered records, OutputStream out) throws IOException;

  /**
   * What was written.
   *
   * @param bytes the file's size
   * @param ignored records that say nothing of any row
   * @param facts for the metadata of a table; empty for files that stand alone
   */
  record Encoded(
      long rows, long bytes, List<Rejection> rejections, long ignored, Optional<TableFacts> facts) {
    /** A file that stands alone. */
    public Encoded(long rows, long bytes, List<Rejection> rejections, long ignored) {
      this(rows, bytes, rejections, ignored, Optional.empty());
    }
  }
}
