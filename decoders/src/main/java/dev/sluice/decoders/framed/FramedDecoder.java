// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.framed;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.decoders.SchemaUnion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.iceberg.types.Types;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes framed values of any mix of writers. */
final class FramedDecoder implements Decoder {
  private static final Logger LOG = LoggerFactory.getLogger(FramedDecoder.class);
  private static final long NONE = -1;

  private final FramedFormat format;

  FramedDecoder(FramedFormat format) {
    this.format = format;
  }

  @Override
  public Types.StructType type(Gathered records) {
    List<Types.StructType> types = new ArrayList<>();
    for (long writer : writers(records)) {
      try {
        types.add(format.rowType(writer));
      } catch (MalformedException e) {
        LOG.debug("Left out; its records are rejected one by one when they are read", e);
      }
    }
    return SchemaUnion.of(types, format.conflicts());
  }

  /**
   * Ascending ids are the order of registration, so column order does not hang on which record came
   * first.
   */
  private SortedSet<Long> writers(Gathered records) {
    SortedSet<Long> writers = new TreeSet<>();
    Gathered.Cursor cursor = records.cursor();
    long last = NONE;
    while (cursor.next()) {
      try {
        long writer = format.writer(cursor.bytes(), cursor.valueAt(), cursor.valueLength());
        if (writer != last) {
          writers.add(writer);
          last = writer;
        }
      } catch (MalformedException e) {
        LOG.debug("Left out; it is rejected when it is read", e);
      }
    }
    return writers;
  }

  @Override
  public Reader reader(ColumnBatch batch) {
    return new FramedReader(format, batch);
  }

  /** Reads values with what has been compiled for their writer. */
  private static final class FramedReader implements Reader {
    private final FramedFormat format;
    private final ColumnBatch batch;
    private final Map<Long, Reader> readers = new HashMap<>();
    private long writer = NONE;
    private Reader reader;

    FramedReader(FramedFormat format, ColumnBatch batch) {
      this.format = format;
      this.batch = batch;
    }

    @Override
    public Change read(byte[] bytes, int from, int length) throws MalformedException {
      long next = format.writer(bytes, from, length);
      if (reader == null || next != writer) {
        reader = reader(next);
        writer = next;
      }
      return reader.read(bytes, from, length);
    }

    private Reader reader(long next) throws MalformedException {
      Reader known = readers.get(next);
      if (known == null) {
        known = compiled(next);
        readers.put(next, known);
      }
      return known;
    }

    private Reader compiled(long next) throws MalformedException {
      try {
        format.rowType(next);
        return format.compile(next, batch);
      } catch (MalformedException e) {
        throw new MalformedException(format.name(next) + ": " + e.getMessage(), e);
      }
    }
  }
}
