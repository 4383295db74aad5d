// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.bytes;

import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.lake.formats.CountedStream;
import dev.sluice.lake.formats.FileWriter;
import dev.sluice.lake.formats.StreamCompression;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** One file of values and separators. */
final class BytesFile implements FileWriter {
  private static final int BUFFER = 64 << 10;

  private final CountedStream counted;
  private final OutputStream out;
  private final byte[] separator;

  BytesFile(StreamCompression compression, byte[] separator, OutputStream stream)
      throws IOException {
    this.counted = new CountedStream(stream);
    this.out = new BufferedOutputStream(compression.over(counted), BUFFER);
    this.separator = separator;
  }

  @Override
  public void write(ColumnBatch batch) throws IOException {
    BytesColumn values = (BytesColumn) batch.column(0);
    for (int row = 0; row < batch.rows(); row++) {
      out.write(values.data(), values.from(row), values.length(row));
      out.write(separator);
    }
  }

  @Override
  public long bytes() {
    return counted.bytes();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
