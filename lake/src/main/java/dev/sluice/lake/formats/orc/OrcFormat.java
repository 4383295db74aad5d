// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.orc;

import dev.sluice.lake.formats.FileFormat;
import dev.sluice.lake.formats.FileWriter;
import dev.sluice.lake.formats.Limit;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.iceberg.types.Types;

/** ORC files. */
public record OrcFormat(OrcCodec codec, OrcOptions options) implements FileFormat {
  @Override
  public String extension() {
    return codec.suffix() + ".orc";
  }

  @Override
  public Limit limit(Types.StructType type) {
    return OrcLimit.of(type);
  }

  @Override
  public FileWriter newWriter(Types.StructType type, OutputStream out, int batchRows)
      throws IOException {
    return new OrcRows(this, type, out, batchRows);
  }
}
