// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.avro;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.decoders.FieldColumns;
import dev.sluice.decoders.Unwrapping;
import dev.sluice.decoders.framed.Frame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Types;

/**
 * Reads framed change events: steps over the states of the row, until the op is known that says
 * which of them counts, and then goes back to it.
 */
final class AvroEventReader implements Decoder.Reader {
  private final AvroInput in = new AvroInput();
  private final Skips skips = new Skips();
  private final Step[] outer;
  private final Image before;
  private final Image after;
  private Op op;
  private BytesColumn opColumn;
  private BooleanColumn deletedColumn;

  AvroEventReader(
      AvroEnvelope envelope, List<Unwrapping.Item> items, ColumnBatch batch, Conflicts conflicts)
      throws MalformedException {
    List<Schema.Field> fields = envelope.schema().getFields();
    this.before = image(fields, envelope.before(), batch, conflicts);
    this.after = image(fields, envelope.after(), batch, conflicts);
    this.outer = new Step[fields.size()];
    for (int i = 0; i < outer.length; i++) {
      outer[i] = step(fields.get(i), envelope, items, batch, conflicts);
    }
    for (Unwrapping.Item item : items) {
      Column column = column(batch, item);
      switch (item.part()) {
        case OP -> opColumn = (BytesColumn) column;
        case DELETED -> deletedColumn = (BooleanColumn) column;
        case NUMBER, SOURCE -> {}
      }
    }
  }

  private static Column column(ColumnBatch batch, Unwrapping.Item item) {
    Types.NestedField field = batch.type().field(item.column());
    return field == null ? null : batch.column(batch.type().fields().indexOf(field));
  }

  private Image image(List<Schema.Field> fields, int at, ColumnBatch batch, Conflicts conflicts)
      throws MalformedException {
    if (at < 0) {
      return null;
    }
    Schema schema = fields.get(at).schema();
    Schema record = AvroTypes.withoutNull(schema);
    return new Image(
        skips.of(record),
        schema.getType() == Schema.Type.UNION ? schema.getIndexNamed("null") : -1,
        AvroPlan.compileImage(
            record,
            AvroTypes.row(record),
            new FieldColumns(batch.type(), conflicts),
            batch,
            conflicts));
  }

  private Step step(
      Schema.Field field,
      AvroEnvelope envelope,
      List<Unwrapping.Item> items,
      ColumnBatch batch,
      Conflicts conflicts)
      throws MalformedException {
    if (field.pos() == envelope.before()) {
      return before;
    }
    if (field.pos() == envelope.after()) {
      return after;
    }
    if (field.pos() == envelope.op()) {
      op = new Op(field.schema());
      return op;
    }
    return new EnvelopePlan(skips, items, batch, conflicts).of(field);
  }

  @Override
  public Change read(byte[] bytes, int from, int length) throws MalformedException {
    in.reset(bytes, from + Frame.BYTES, length - Frame.BYTES);
    for (Step step : outer) {
      step.run(in);
    }
    if (in.remaining() != 0) {
      throw new MalformedException(
          in.remaining() + " bytes are left over after the last field of the change event");
    }
    Change change = Unwrapping.change(op.text);
    if (change != Change.NOTHING) {
      row(change);
    }
    return change;
  }

  private void row(Change change) throws MalformedException {
    Image image = change == Change.DELETE ? before : after;
    if (image == null || image.from < 0) {
      throw Unwrapping.noImage(op.text);
    }
    in.reset(in.bytes, image.from, image.length);
    for (Step step : image.fields) {
      step.run(in);
    }
    if (opColumn != null) {
      opColumn.add(op.bytes, 0, op.bytes.length);
    }
    if (deletedColumn != null) {
      deletedColumn.add(change == Change.DELETE);
    }
  }

  /** One state of the row: remembers where it is. */
  private static final class Image extends Step {
    private final Step skip;
    private final int nullBranch;
    private final Step[] fields;
    private int from;
    private int length;

    Image(Step skip, int nullBranch, Step[] fields) {
      this.skip = skip;
      this.nullBranch = nullBranch;
      this.fields = fields;
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      from = -1;
      if (nullBranch >= 0) {
        long branch = in.readLong();
        if (branch != nullBranch && branch != 1 - nullBranch) {
          throw new MalformedException("a union names branch " + branch + " of 2");
        }
        if (branch == nullBranch) {
          return;
        }
      }
      int start = in.at;
      skip.run(in);
      from = start;
      length = in.at - start;
    }
  }

  /** What happened; each letter is kept, so that it is made once. */
  private static final class Op extends Step {
    private static final int LETTERS = 128;

    private final String[] texts = new String[LETTERS];
    private final byte[][] letters = new byte[LETTERS][];
    private String text = "";
    private byte[] bytes = {};

    Op(Schema schema) throws MalformedException {
      if (schema.getType() != Schema.Type.STRING) {
        throw new MalformedException("the op of the change events is " + schema + ", no string");
      }
      for (int i = 0; i < LETTERS; i++) {
        texts[i] = String.valueOf((char) i);
        letters[i] = texts[i].getBytes(StandardCharsets.UTF_8);
      }
    }

    @Override
    void run(AvroInput in) throws MalformedException {
      int length = in.readLength();
      int at = in.take(length);
      if (length != 1 || in.bytes[at] < 0) {
        throw new MalformedException("the op of the change event is no letter");
      }
      text = texts[in.bytes[at]];
      bytes = letters[in.bytes[at]];
    }
  }
}
