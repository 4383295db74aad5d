// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.parquet;

import dev.sluice.core.shred.SortOrder;
import dev.sluice.lake.formats.Codec;
import dev.sluice.lake.formats.FileFormat;
import dev.sluice.lake.formats.FileWriter;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.iceberg.types.Types;

/**
 * Parquet files.
 *
 * @param level one of the codec's; without meaning for a codec that has none
 * @param order what the rows that are written are sorted by; readers are told in the footer
 */
public record ParquetFormat(ParquetCodec codec, int level, ParquetOptions options, SortOrder order)
    implements FileFormat {
  /** Files of rows in no order that readers can rely on. */
  public ParquetFormat(ParquetCodec codec, ParquetOptions options) {
    this(codec, Codec.valueOf(codec.name()).usualLevel(), options, SortOrder.NONE);
  }

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
