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
   */
  public static Shredded shred(
      Gathered records,
      Decoder decoder,
      Tombstones tombstones,
      KafkaColumns kafka,
      ColumnBatch batch,
      BatchWriter writer)
      throws IOException {
    Pass pass = new Pass(records, decoder, tombstones, kafka, batch);
    Gathered.Cursor cursor = records.cursor();
    while (cursor.next()) {
      pass.take(cursor);
      if (batch.isFull()) {
        flush(batch, writer);
      }
    }
    flush(batch, writer);
    return pass.ended();
  }

  /**
   * Decodes all records into {@code batch}, again and again, and hands it to {@code writer} so that
   * all rows are sorted.
   *
   * @throws dev.sluice.core.failure.RefusedException if a column of the order has none
   */
  public static Shredded shred(
      Gathered records,
      Decoder decoder,
      Tombstones tombstones,
      KafkaColumns kafka,
      SortOrder order,
      ColumnBatch batch,
      BatchWriter writer)
      throws IOException {
    return order.isNone()
        ? shred(records, decoder, tombstones, kafka, batch, writer)
        : new SortedPass(
                records, new Pass(records, decoder, tombstones, kafka, batch), order, batch)
            .run(writer);
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
        flush(batch, writer);
      }
    }
    flush(batch, writer);
  }

  static void flush(ColumnBatch batch, BatchWriter writer) throws IOException {
    if (batch.rows() > 0) {
      writer.write(batch);
      batch.clear();
    }
  }

  /** Decodes all records into {@code batch}, without columns of Kafka's. */
  public static Shredded fill(
      Gathered records, Decoder decoder, Tombstones tombstones, ColumnBatch batch) {
    return fill(records, decoder, tombstones, KafkaColumns.NONE, batch);
  }

  /**
   * Decodes all records into {@code batch}, whose capacity holds them all, and leaves them there.
   *
   * @param kafka the columns behind those of the decoder in the batch
   */
  public static Shredded fill(
      Gathered records,
      Decoder decoder,
      Tombstones tombstones,
      KafkaColumns kafka,
      ColumnBatch batch) {
    Pass pass = new Pass(records, decoder, tombstones, kafka, batch);
    Gathered.Cursor cursor = records.cursor();
    while (cursor.next()) {
      pass.take(cursor);
    }
    return pass.ended();
  }

  /** One walk over the records. */
  static final class Pass {
    private final Decoder.Reader values;
    private final Tombstones.Reader tombstones;
    private final KafkaColumns.Appender kafka;
    private final ColumnBatch batch;
    private final List<Rejection> rejections = new ArrayList<>();
    private long ignored;

    Pass(
        Gathered records,
        Decoder decoder,
        Tombstones tombstones,
        KafkaColumns kafka,
        ColumnBatch batch) {
      this.values = decoder.reader(batch);
      this.tombstones = tombstones.reader(batch);
      this.kafka = kafka.appender(batch, records);
      this.batch = batch;
    }

    void take(Gathered.Cursor cursor) {
      try {
        switch (read(cursor)) {
          case ROW -> {
            kafka.append(cursor);
            batch.endRow(cursor.offset(), cursor.timestamp());
          }
          case DELETE -> {
            kafka.append(cursor);
            batch.endDelete(cursor.offset(), cursor.timestamp());
          }
          case NOTHING -> {
            batch.abandonRow();
            ignored++;
          }
        }
      } catch (MalformedException e) {
        batch.abandonRow();
        rejections.add(new Rejection(cursor.toEnvelope(), Rejection.Stage.DECODE, e.getMessage()));
      }
    }

    private Change read(Gathered.Cursor cursor) throws MalformedException {
      return cursor.valueLength() < 0
          ? tombstones.read(cursor)
          : values.read(cursor.bytes(), cursor.valueAt(), cursor.valueLength());
    }

    Shredded ended() {
      return new Shredded(rejections, ignored);
    }
  }
}
