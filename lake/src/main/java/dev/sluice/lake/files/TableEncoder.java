// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.gather.Gathered;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.KafkaColumns;
import dev.sluice.core.shred.Shredded;
import dev.sluice.core.shred.Shredder;
import dev.sluice.core.shred.SortOrder;
import dev.sluice.core.shred.Tombstones;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.lake.formats.FileFormat;
import dev.sluice.lake.formats.FileWriter;
import dev.sluice.lake.formats.TableFacts;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.iceberg.types.Types;

/**
 * Shreds records of a wire format into a file format.
 *
 * @param tombstones what becomes of records without a value
 * @param kafka columns beside those of the values
 * @param order of the rows within each file
 */
public record TableEncoder(
    WireFormat wire, Tombstones tombstones, KafkaColumns kafka, SortOrder order, FileFormat format)
    implements FileEncoder {
  @Override
  public String extension() {
    return format.extension();
  }

  @Override
  public Encoded encode(Gathered records, OutputStream out) throws IOException {
    try (OutputStream owned = out) {
      Decoder decoder = new LimitedDecoder(wire.newDecoder(), format);
      Types.StructType type = decoder.type(records);
      if (type.fields().isEmpty()) {
        return nothing(records, decoder, type);
      }
      ColumnBatch batch = new ColumnBatch(kafka.after(type), Shredder.ROWS);
      FileWriter writer = format.newWriter(batch.type(), owned, Shredder.ROWS);
      Shredded shredded =
          Shredder.shred(records, decoder, tombstones, kafka, order, batch, writer::write);
      writer.close();
      Optional<TableFacts> facts =
          writer.table().map(table -> new TableFacts(table, writer.columns()));
      return encoded(records, shredded, writer.bytes(), facts);
    }
  }

  private static Encoded encoded(
      Gathered records, Shredded shredded, long bytes, Optional<TableFacts> facts) {
    long rows = records.records() - shredded.rejections().size() - shredded.ignored();
    return new Encoded(rows, bytes, shredded.rejections(), shredded.ignored(), facts);
  }

  /** No record has a schema, so every one of them is rejected or ignored. */
  private Encoded nothing(Gathered records, Decoder decoder, Types.StructType type)
      throws IOException {
    Shredded shredded =
        Shredder.shred(
            records,
            decoder,
            tombstones,
            KafkaColumns.NONE,
            new ColumnBatch(type, Shredder.ROWS),
            batch -> {
              throw new IOException(batch.rows() + " rows without a column cannot be written");
            });
    return encoded(records, shredded, 0, Optional.empty());
  }
}
