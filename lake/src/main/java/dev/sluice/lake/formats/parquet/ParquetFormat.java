// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import dev.sluice.lake.formats.FileFormat;
import dev.sluice.lake.formats.FileWriter;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.iceberg.types.Types;

/** Parquet files. */
public record ParquetFormat(ParquetCodec codec, ParquetOptions options) implements FileFormat {
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
