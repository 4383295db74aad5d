// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.gather.Gathered;
import dev.sluice.core.reject.Rejection;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.KafkaColumns;
import dev.sluice.core.shred.Shredder;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.lake.formats.FileFormat;
import dev.sluice.lake.formats.FileWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.apache.iceberg.types.Types;

/**
 * Shreds records of a wire format into a file format.
 *
 * @param kafka columns beside those of the values
 */
public record TableEncoder(WireFormat wire, KafkaColumns kafka, FileFormat format)
    implements FileEncoder {
  @Override
  public String extension() {
    return format.extension();
  }

  @Override
  public Encoded encode(Gathered records, OutputStream out) throws IOException {
    try (OutputStream owned = out) {
      Decoder decoder = wire.newDecoder();
      Types.StructType type = decoder.type(records);
      if (type.fields().isEmpty()) {
        return nothing(records, decoder, type);
      }
      ColumnBatch batch = new ColumnBatch(kafka.after(type), Shredder.ROWS);
      FileWriter writer = format.newWriter(batch.type(), owned, Shredder.ROWS);
      List<Rejection> rejections = Shredder.shred(records, decoder, kafka, batch, writer::write);
      writer.close();
      return new Encoded(records.records() - rejections.size(), writer.bytes(), rejections);
    }
  }

  /** No record has a schema, so every one of them is rejected. */
  private static Encoded nothing(Gathered records, Decoder decoder, Types.StructType type)
      throws IOException {
    List<Rejection> rejections =
        Shredder.shred(
            records,
            decoder,
            KafkaColumns.NONE,
            new ColumnBatch(type, Shredder.ROWS),
            batch -> {
              throw new IOException(batch.rows() + " rows without a column cannot be written");
            });
    return new Encoded(0, 0, rejections);
  }
}
