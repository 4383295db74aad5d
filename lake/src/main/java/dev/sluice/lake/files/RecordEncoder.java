// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.gather.Gathered;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.KafkaColumns;
import dev.sluice.core.shred.Shredder;
import dev.sluice.lake.formats.FileFormat;
import dev.sluice.lake.formats.FileWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.apache.iceberg.types.Types;

/**
 * Keeps whole records, byte for byte: key, value, headers, timestamp, topic, partition and offset.
 * Nothing is decoded, so nothing is ever rejected; records without a value are rows like others.
 */
public record RecordEncoder(FileFormat format) implements FileEncoder {
  private static final Types.StructType TYPE = KafkaColumns.RECORD.after(Types.StructType.of());

  @Override
  public String extension() {
    return format.extension();
  }

  @Override
  public Encoded encode(Gathered records, OutputStream out) throws IOException {
    try (OutputStream owned = out) {
      FileWriter writer = format.newWriter(TYPE, owned, Shredder.ROWS);
      Shredder.copy(records, new ColumnBatch(TYPE, Shredder.ROWS), writer::write);
      writer.close();
      return new Encoded(records.records(), writer.bytes(), List.of(), 0);
    }
  }
}
