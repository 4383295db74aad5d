// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.avro;

import dev.sluice.lake.formats.Codec;
import dev.sluice.lake.formats.FileFormat;
import dev.sluice.lake.formats.FileWriter;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.iceberg.types.Types;

/**
 * Avro container files: of records, or where rows are bare, of the values of their one column.
 *
 * @param level one of the codec's; without meaning for a codec that has none
 */
public record AvroFormat(AvroCodec codec, int level, boolean bare) implements FileFormat {
  public AvroFormat(AvroCodec codec) {
    this(codec, Codec.valueOf(codec.name()).usualLevel(), false);
  }

  @Override
  public String extension() {
    return ".avro";
  }

  @Override
  public FileWriter newWriter(Types.StructType type, OutputStream out, int batchRows)
      throws IOException {
    return new AvroFile(this, type, out);
  }
}
