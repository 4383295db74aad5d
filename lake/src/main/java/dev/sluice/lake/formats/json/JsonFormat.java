// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.json;

import dev.sluice.lake.formats.FileFormat;
import dev.sluice.lake.formats.FileWriter;
import dev.sluice.lake.formats.StreamCodec;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.iceberg.types.Types;

/** Files of JSON, one object per line. */
public record JsonFormat(StreamCodec codec) implements FileFormat {
  @Override
  public String extension() {
    return ".json" + codec.suffix();
  }

  @Override
  public FileWriter newWriter(Types.StructType type, OutputStream out, int batchRows)
      throws IOException {
    return new JsonFile(codec, type, out);
  }
}
