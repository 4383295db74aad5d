// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.LongColumn;
import dev.sluice.decoders.Unwrapping;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Types;

/** Reads objects into columns whose types have been found for them. */
final class JsonReader implements Decoder.Reader {
  private final JsonInput in = new JsonInput();
  private final JsonRows rows;
  private final ColumnBatch batch;
  private final JsonEvent event;
  private final Map<Declared, Fields> byDeclared = new HashMap<>();
  private final List<Unwrapping.Item> items = new ArrayList<>();
  private final List<Column> itemColumns = new ArrayList<>();
  private final Fields source;

  JsonReader(JsonRows rows, ColumnBatch batch) {
    this.rows = rows;
    this.batch = batch;
    this.event = rows.newEvent();
    Map<String, Fill> ofSource = new HashMap<>();
    for (Unwrapping.Item item : rows.unwrapping().columns()) {
      Types.NestedField field = batch.type().field(item.column());
      if (field != null) {
        Column column = batch.column(batch.type().fields().indexOf(field));
        items.add(item);
        itemColumns.add(column);
        if (item.part() == Unwrapping.Part.SOURCE) {
          ofSource.put(item.field(), Fills.of(field.type(), column));
        }
      }
    }
    this.source = Fields.only(ofSource);
  }

  private Fields fields(Declared declared) {
    Fields known = byDeclared.get(declared);
    if (known == null) {
      known = Fields.of(declared, batch.type(), batch.root(), rows.conflicts());
      byDeclared.put(declared, known);
    }
    return known;
  }

  @Override
  public Change read(byte[] bytes, int from, int length) throws MalformedException {
    Change change = event.locate(bytes, from, length);
    if (change != Change.NOTHING) {
      row(bytes);
      envelope(bytes, change);
    }
    return change;
  }

  private void row(byte[] bytes) throws MalformedException {
    JsonEvent.Slice row = event.row();
    Declared declared = event.declared();
    try {
      in.open(bytes, row.from(), row.length());
      boolean any = fields(declared).run(in);
      in.end();
      if (!any && declared == Declared.NOTHING) {
        throw new MalformedException("the object has no field with a value, so it makes no row");
      }
    } catch (MalformedException e) {
      // A malformed object has had no say in the types: its values may fail before its end does.
      in.open(bytes, row.from(), row.length());
      in.skip();
      in.end();
      throw e;
    }
  }

  private void envelope(byte[] bytes, Change change) throws MalformedException {
    for (int i = 0; i < items.size(); i++) {
      Column column = itemColumns.get(i);
      switch (items.get(i).part()) {
        case OP -> {
          byte[] op = event.op().getBytes(StandardCharsets.UTF_8);
          ((BytesColumn) column).add(op, 0, op.length);
        }
        case DELETED -> ((BooleanColumn) column).add(change == Change.DELETE);
        case NUMBER -> event.number(items.get(i), (LongColumn) column);
        case SOURCE -> {}
      }
    }
    if (!source.isEmpty() && event.source().isThere()) {
      in.open(bytes, event.source().from(), event.source().length());
      source.run(in);
    }
  }
}
