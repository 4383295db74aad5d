// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.csv;

import dev.sluice.lake.formats.FileFormat;
import dev.sluice.lake.formats.FileWriter;
import dev.sluice.lake.formats.StreamCompression;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.iceberg.types.Types;

/**
 * Files of delimited text by RFC 4180, in UTF-8. Null is nothing at all between two delimiters, the
 * empty text two quotes; nested values are JSON, bytes base64.
 *
 * @param header whether the first row holds the names of the columns
 */
public record CsvFormat(StreamCompression compression, char delimiter, boolean header)
    implements FileFormat {
  @Override
  public String extension() {
    return ".csv" + compression.suffix();
  }

  @Override
  public FileWriter newWriter(Types.StructType type, OutputStream out, int batchRows)
      throws IOException {
    return new CsvFile(this, type, out);
  }
}
