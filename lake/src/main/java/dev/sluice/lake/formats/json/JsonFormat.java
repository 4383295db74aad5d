// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.json;

import dev.sluice.lake.formats.FileFormat;
import dev.sluice.lake.formats.FileWriter;
import dev.sluice.lake.formats.StreamCodec;
import dev.sluice.lake.formats.StreamCompression;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.iceberg.types.Types;

/**
 * Files of JSON, one value per line: an object, or where rows are bare, the value of their one
 * column.
 */
public record JsonFormat(StreamCompression compression, JsonStyle style, boolean bare)
    implements FileFormat {
  public JsonFormat(StreamCodec codec) {
    this(new StreamCompression(codec), JsonStyle.USUAL, false);
  }

  @Override
  public String extension() {
    return ".json" + compression.suffix();
  }

  @Override
  public FileWriter newWriter(Types.StructType type, OutputStream out, int batchRows)
      throws IOException {
    return new JsonFile(this, type, out);
  }
}
