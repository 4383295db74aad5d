// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.framed;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.WireFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.types.Types;

/**
 * Values that name their writer's schema in a {@link Frame}, so that writers may alternate record
 * by record; what differs between such formats. A writer is a number: the schema id, and whatever
 * else the frame says.
 */
public abstract class FramedFormat implements WireFormat {
  /** Row type of writers whose values say nothing of any row. */
  protected static final Types.StructType NOTHING = Types.StructType.of();

  private final Map<Long, Types.StructType> rowTypes = new ConcurrentHashMap<>();
  private final Conflicts conflicts;

  /**
   * @param conflicts what becomes of a field that writers give different types
   */
  protected FramedFormat(Conflicts conflicts) {
    this.conflicts = conflicts;
  }

  protected final Conflicts conflicts() {
    return conflicts;
  }

  @Override
  public final Decoder newDecoder() {
    return new FramedDecoder(this);
  }

  @Override
  public final Peek newPeek(List<String> fields) {
    return new FramedPeek(this, fields);
  }

  /**
   * The row type of a writer.
   *
   * @throws MalformedException if its schema is unknown or makes no rows
   */
  public final Types.StructType rowType(long writer) throws MalformedException {
    Types.StructType known = rowTypes.get(writer);
    if (known == null) {
      known = newRowType(writer);
      rowTypes.put(writer, known);
    }
    return known;
  }

  /** Reads the writer out of a framed value. */
  protected abstract long writer(byte[] bytes, int from, int length) throws MalformedException;

  /** What errors call a writer. */
  protected abstract String name(long writer);

  protected abstract Types.StructType newRowType(long writer) throws MalformedException;

  /**
   * Compiles what reads a writer's framed values into the columns of a batch, to their last byte.
   *
   * @throws MalformedException if values of the writer do not fit the columns
   */
  protected abstract Decoder.Reader compile(long writer, ColumnBatch batch)
      throws MalformedException;

  /**
   * Compiles what reads only the fields that a batch has columns for, and may end after the last.
   */
  protected abstract Decoder.Reader compilePeek(long writer, ColumnBatch batch)
      throws MalformedException;
}
