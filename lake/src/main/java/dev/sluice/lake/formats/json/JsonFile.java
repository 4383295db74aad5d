// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.lake.formats.CountedStream;
import dev.sluice.lake.formats.FileWriter;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.iceberg.types.Types;

/** One file of JSON lines, written straight from the columns. */
final class JsonFile implements FileWriter {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final CountedStream counted;
  private final JsonGenerator out;
  private final JsonValue row;
  private final boolean bare;
  private long written;

  JsonFile(JsonFormat format, Types.StructType type, OutputStream stream) throws IOException {
    counted = new CountedStream(stream);
    out =
        FACTORY
            .createGenerator(format.compression().over(counted))
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .setRootValueSeparator(new SerializedString("\n"));
    bare = format.bare();
    row = JsonValue.of(bare ? type.fields().get(0).type() : type, format.style());
  }

  @Override
  public void write(ColumnBatch batch) throws IOException {
    Column rows = bare ? batch.column(0) : batch.root();
    for (int i = 0; i < batch.rows(); i++) {
      row.write(out, rows, i);
    }
    written += batch.rows();
  }

  @Override
  public long bytes() {
    return counted.bytes();
  }

  @Override
  public void close() throws IOException {
    if (written > 0 && !out.isClosed()) {
      out.writeRaw('\n');
    }
    out.close();
  }
}
