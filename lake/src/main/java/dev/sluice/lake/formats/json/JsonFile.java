// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.lake.formats.CountedStream;
import dev.sluice.lake.formats.FileWriter;
import dev.sluice.lake.formats.StreamCodec;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.iceberg.types.Types;

/** One file of JSON lines, written straight from the columns. */
final class JsonFile implements FileWriter {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final CountedStream counted;
  private final JsonGenerator out;
  private final JsonValue row;
  private long rows;

  JsonFile(StreamCodec codec, Types.StructType type, OutputStream stream) throws IOException {
    counted = new CountedStream(stream);
    out =
        FACTORY
            .createGenerator(codec.over(counted))
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .setRootValueSeparator(new SerializedString("\n"));
    row = JsonValue.of(type);
  }

  @Override
  public void write(ColumnBatch batch) throws IOException {
    for (int i = 0; i < batch.rows(); i++) {
      row.write(out, batch.root(), i);
    }
    rows += batch.rows();
  }

  @Override
  public long bytes() {
    return counted.bytes();
  }

  @Override
  public void close() throws IOException {
    if (rows > 0 && !out.isClosed()) {
      out.writeRaw('\n');
    }
    out.close();
  }
}
