// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.decoders.SchemaUnion;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.types.Types;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the row type in one pass over the records, from their schemas and from what these leave
 * open, and reads them in another.
 */
final class JsonDecoder implements Decoder {
  private static final Logger LOG = LoggerFactory.getLogger(JsonDecoder.class);

  private final JsonRows rows;

  JsonDecoder(JsonRows rows) {
    this.rows = rows;
  }

  /** What was found of the rows' types. */
  private static final class Found {
    private final TreeMap<Long, Types.StructType> declared = new TreeMap<>();
    private final TreeMap<Long, Types.StructType> sources = new TreeMap<>();
    private final Set<Declared> seen = new HashSet<>();
    private final Shape row;
    private final Shape source;

    Found(JsonRows rows) {
      row = Shape.ofRow(rows.conflicts());
      source = Shape.ofRow(rows.conflicts());
    }

    void put(long writer, JsonEvent event) {
      if (event.declared() != Declared.NOTHING && seen.add(event.declared())) {
        declared.put(writer, event.declared().struct());
        sources.put(writer, event.declaredSource().struct());
      }
    }
  }

  @Override
  public Types.StructType type(Gathered records) {
    BitSet malformed = new BitSet();
    Found found = find(records, malformed);
    // Half of a malformed record may have left its mark on the types, so they are found anew.
    Found clean = malformed.isEmpty() ? found : find(records, malformed);
    Types.StructType row =
        JsonSchemaTypes.with(
            SchemaUnion.of(clean.declared.values(), rows.conflicts()), clean.row.rowType());
    Types.StructType source =
        JsonSchemaTypes.with(
            SchemaUnion.of(clean.sources.values(), rows.conflicts()), clean.source.rowType());
    try {
      return row.fields().isEmpty() ? row : rows.unwrapping().after(row, source);
    } catch (MalformedException e) {
      LOG.warn("Left out: {}", e.getMessage());
      return row;
    }
  }

  /**
   * @param malformed indexes of the records to leave out; takes those that turn out to be so
   */
  private Found find(Gathered records, BitSet malformed) {
    Found found = new Found(rows);
    JsonEvent event = rows.newEvent();
    JsonInput in = new JsonInput();
    Gathered.Cursor cursor = records.cursor();
    for (int i = 0; cursor.next(); i++) {
      if (cursor.valueLength() >= 0 && !malformed.get(i)) {
        try {
          add(found, event, in, cursor);
        } catch (MalformedException e) {
          LOG.debug("Left out; it is rejected when it is read", e);
          malformed.set(i);
        }
      }
    }
    return found;
  }

  private void add(Found found, JsonEvent event, JsonInput in, Gathered.Cursor cursor)
      throws MalformedException {
    Change change = event.locate(cursor.bytes(), cursor.valueAt(), cursor.valueLength());
    if (change == Change.NOTHING) {
      return;
    }
    in.open(cursor.bytes(), event.row().from(), event.row().length());
    found.row.addRow(in);
    in.end();
    long writer = rows.writer(cursor.bytes(), cursor.valueAt(), found.declared.size());
    found.put(writer, event);
    if (rows.wantsSource() && event.source().isThere()) {
      in.open(cursor.bytes(), event.source().from(), event.source().length());
      found.source.addRow(in);
      in.end();
    }
  }

  @Override
  public Reader reader(ColumnBatch batch) {
    return new JsonReader(rows, batch);
  }
}
