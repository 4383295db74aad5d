// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import dev.sluice.lake.formats.FileFormat;
import dev.sluice.lake.formats.FileWriter;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.iceberg.types.Types;

/**
 * Parquet files.
 *
 * @param rowGroupBytes bytes after which a row group ends, before compression of the page under way
 */
public record ParquetFormat(ParquetCodec codec, long rowGroupBytes) implements FileFormat {
  /** Large enough for long column chunks, small enough to be held by a task with a small heap. */
  public static final long ROW_GROUP_BYTES = 128L << 20;

  @Override
  public String extension() {
    return codec.suffix() + ".parquet";
  }

  @Override
  public FileWriter newWriter(Types.StructType type, OutputStream out, int batchRows)
      throws IOException {
    return new ParquetFile(this, type, out, batchRows);
  }
}
