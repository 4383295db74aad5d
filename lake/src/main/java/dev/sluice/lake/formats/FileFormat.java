// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.iceberg.types.Types;

/** A file format with its codec and options. Thread-safe. */
public interface FileFormat {
  /** What file names end in, with the leading dot: {@code .zstd.parquet}. */
  String extension();

  /** Which rows of a file's schema it cannot hold. */
  default Limit limit(Types.StructType type) {
    return Limit.NONE;
  }

  /**
   * A writer of one file.
   *
   * @param type the file's schema
   * @param out where it goes; closed by the writer
   * @param batchRows rows of every batch but the last
   */
  FileWriter newWriter(Types.StructType type, OutputStream out, int batchRows) throws IOException;
}
