// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.gather.Gathered;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.reject.Rejection;
import dev.sluice.core.shred.KafkaColumns;
import dev.sluice.core.shred.SortOrder;
import dev.sluice.core.shred.Tombstones;
import dev.sluice.lake.formats.FileFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the keys of records; one without a key is rejected. */
public record KeyEncoder(KeyRows keys, FileFormat format) implements FileEncoder {
  @Override
  public String extension() {
    return format.extension();
  }

  @Override
  public Encoded encode(Gathered records, OutputStream out) throws IOException {
    Gathered rows = records.copy(this::row);
    try {
      Encoded encoded =
          new TableEncoder(
                  keys.wire(), Tombstones.REJECT, KafkaColumns.NONE, SortOrder.NONE, format)
              .encode(rows, out);
      return new Encoded(encoded.rows(), encoded.bytes(), of(records, encoded.rejections()), 0);
    } finally {
      rows.release();
    }
  }

  private Envelope row(Gathered.Cursor record) {
    Envelope whole = record.toEnvelope();
    byte[] row = whole.key() == null ? null : keys.row(whole.key());
    return new Envelope(whole.partition(), whole.offset(), whole.timestamp(), null, row, List.of());
  }

  /** The rejections, with the records as they came. */
  private static List<Rejection> of(Gathered records, List<Rejection> rejected) {
    Map<Long, Rejection> byOffset =
        rejected.stream().collect(Collectors.toMap(r -> r.record().offset(), r -> r));
    List<Rejection> rejections = new ArrayList<>();
    Gathered.Cursor cursor = records.cursor();
    while (rejections.size() < rejected.size() && cursor.next()) {
      Rejection row = byOffset.get(cursor.offset());
      if (row != null) {
        String reason =
            cursor.keyLength() < 0
                ? "the record has no key, and keys go into files of their own"
                : "key: " + row.reason();
        rejections.add(new Rejection(cursor.toEnvelope(), row.stage(), reason));
      }
    }
    return rejections;
  }
}
