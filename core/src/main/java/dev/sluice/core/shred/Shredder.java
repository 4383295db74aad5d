// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.reject.Rejection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes gathered records apart into columns, once, in one go. */
public final class Shredder {
  /**
   * Rows per batch: large enough for tight loops, small enough to stay in the second-level cache.
   */
  public static final int ROWS = 4096;

  private Shredder() {}

  /** Takes full batches; the batch is cleared and used again afterwards. */
  public interface BatchWriter {
    void write(ColumnBatch batch) throws IOException;
  }

  /**
   * Decodes all records into {@code batch} and hands it to {@code writer} whenever it is full, and
   * once more at the end.
   *
   * @param kafka the columns behind those of the decoder in the batch
   * @return the records that could not be decoded, in offset order
   */
  public static List<Rejection> shred(
      Gathered records, Decoder decoder, KafkaColumns kafka, ColumnBatch batch, BatchWriter writer)
      throws IOException {
    List<Rejection> rejections = new ArrayList<>();
    Decoder.Reader reader = decoder.reader(batch);
    KafkaColumns.Appender appender = kafka.appender(batch, records);
    Gathered.Cursor cursor = records.cursor();
    while (cursor.next()) {
      read(cursor, reader, appender, batch, rejections);
      if (batch.isFull()) {
        writer.write(batch);
        batch.clear();
      }
    }
    if (batch.rows() > 0) {
      writer.write(batch);
      batch.clear();
    }
    return rejections;
  }

  /**
   * Hands all records over as they are, undecoded; none can fail.
   *
   * @param batch its columns are {@link KafkaColumns#RECORD}'s
   */
  public static void copy(Gathered records, ColumnBatch batch, BatchWriter writer)
      throws IOException {
    KafkaColumns.Appender appender = KafkaColumns.RECORD.appender(batch, records);
    Gathered.Cursor cursor = records.cursor();
    while (cursor.next()) {
      appender.append(cursor);
      batch.endRow(cursor.offset(), cursor.timestamp());
      if (batch.isFull()) {
        writer.write(batch);
        batch.clear();
      }
    }
    if (batch.rows() > 0) {
      writer.write(batch);
      batch.clear();
    }
  }

  /**
   * Decodes all records into {@code batch}, whose capacity holds them all, and leaves them there.
   *
   * @return the records that could not be decoded, in offset order
   */
  public static List<Rejection> fill(Gathered records, Decoder decoder, ColumnBatch batch) {
    List<Rejection> rejections = new ArrayList<>();
    Decoder.Reader reader = decoder.reader(batch);
    KafkaColumns.Appender nothing = KafkaColumns.NONE.appender(batch, records);
    Gathered.Cursor cursor = records.cursor();
    while (cursor.next()) {
      read(cursor, reader, nothing, batch, rejections);
    }
    return rejections;
  }

  private static void read(
      Gathered.Cursor cursor,
      Decoder.Reader reader,
      KafkaColumns.Appender kafka,
      ColumnBatch batch,
      List<Rejection> rejections) {
    try {
      if (cursor.valueLength() < 0) {
        throw new MalformedException(
            "the record has no value (a tombstone), and this table takes rows only");
      }
      reader.read(cursor.bytes(), cursor.valueAt(), cursor.valueLength());
      kafka.append(cursor);
      batch.endRow(cursor.offset(), cursor.timestamp());
    } catch (MalformedException e) {
      batch.abandonRow();
      rejections.add(new Rejection(cursor.toEnvelope(), Rejection.Stage.DECODE, e.getMessage()));
    }
  }
}
