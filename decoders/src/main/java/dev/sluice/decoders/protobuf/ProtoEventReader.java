// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.protobuf;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.BooleanColumn;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.Column;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.decoders.Unwrapping;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Types;

/**
 * Reads change events: notes where the states of the row are, until the message's end has told the
 * op that says which of them counts, and then goes back to it.
 */
final class ProtoEventReader {
  private final MessageReader event;
  private final MessageReader row;
  private final State before = new State();
  private final State after = new State();
  private final Op op = new Op();
  private final Optional<BytesColumn> opColumn;
  private final Optional<BooleanColumn> deletedColumn;

  ProtoEventReader(
      ProtoEnvelope envelope, List<Unwrapping.Item> items, ColumnBatch batch, Conflicts conflicts)
      throws MalformedException {
    this.row = new MessageReader(envelope.image(), batch.type(), batch.root(), conflicts);
    this.event = new MessageReader(envelope.message().name());
    for (Message.Field field : envelope.message().fields()) {
      event.with(field.number(), field.name(), slot(field, envelope, items, batch, conflicts));
    }
    this.opColumn = column(items, Unwrapping.Part.OP, batch).map(column -> (BytesColumn) column);
    this.deletedColumn =
        column(items, Unwrapping.Part.DELETED, batch).map(column -> (BooleanColumn) column);
  }

  private static Optional<Column> column(
      List<Unwrapping.Item> items, Unwrapping.Part part, ColumnBatch batch) {
    return items.stream()
        .filter(item -> item.part() == part)
        .findFirst()
        .flatMap(item -> column(item, batch));
  }

  private static Optional<Column> column(Unwrapping.Item item, ColumnBatch batch) {
    return Optional.ofNullable(batch.type().field(item.column()))
        .map(target -> batch.column(batch.type().fields().indexOf(target)));
  }

  private Slot slot(
      Message.Field field,
      ProtoEnvelope envelope,
      List<Unwrapping.Item> items,
      ColumnBatch batch,
      Conflicts conflicts)
      throws MalformedException {
    if (field.number() == envelope.before()) {
      return before;
    }
    if (field.number() == envelope.after()) {
      return after;
    }
    if (field.number() == envelope.op()) {
      return op;
    }
    if (field.name().equals("source") && envelope.source().isPresent()) {
      return source(envelope.source().get(), items, batch, conflicts);
    }
    return wanted(field, Unwrapping.Part.NUMBER, items, batch, conflicts);
  }

  private static Slot source(
      Message block, List<Unwrapping.Item> items, ColumnBatch batch, Conflicts conflicts)
      throws MalformedException {
    MessageReader fields = new MessageReader(block.name());
    for (Message.Field field : block.fields()) {
      fields.with(
          field.number(),
          field.name(),
          wanted(field, Unwrapping.Part.SOURCE, items, batch, conflicts));
    }
    return new Block(fields);
  }

  private static Slot wanted(
      Message.Field field,
      Unwrapping.Part part,
      List<Unwrapping.Item> items,
      ColumnBatch batch,
      Conflicts conflicts)
      throws MalformedException {
    for (Unwrapping.Item item : items) {
      if (item.part() == part && item.field().equals(field.name())) {
        Types.NestedField target = batch.type().field(item.column());
        if (target != null) {
          Column column = batch.column(batch.type().fields().indexOf(target));
          return MessageReader.named(field, target.type(), column, conflicts);
        }
      }
    }
    return new Slot.Unwanted();
  }

  /** Reads an event to the input's end. */
  Change read(ProtoInput in) throws MalformedException {
    event.read(in);
    if (op.text.isEmpty()) {
      throw Unwrapping.notAnEvent();
    }
    Change change = Unwrapping.change(op.text);
    if (change != Change.NOTHING) {
      row(in, change);
    }
    return change;
  }

  private void row(ProtoInput in, Change change) throws MalformedException {
    State state = change == Change.DELETE ? before : after;
    if (state.from < 0) {
      throw Unwrapping.noImage(op.text);
    }
    in.seek(state.from, state.to);
    row.read(in);
    if (opColumn.isPresent()) {
      byte[] letter = op.text.getBytes(StandardCharsets.UTF_8);
      opColumn.get().add(letter, 0, letter.length);
    }
    if (deletedColumn.isPresent()) {
      deletedColumn.get().add(change == Change.DELETE);
    }
  }

  /** One state of the row: remembers where it is. */
  private static final class State extends Slot {
    private int from;
    private int to;

    @Override
    void begin() {
      from = -1;
    }

    @Override
    void take(ProtoInput in, int wireType) throws MalformedException {
      require(ProtoInput.LENGTH, wireType);
      if (from >= 0) {
        throw new MalformedException("is there twice, and Debezium writes a state once");
      }
      int length = in.length();
      from = in.take(length);
      to = in.at();
    }

    @Override
    void end(ProtoInput in) {}
  }

  /** What happened. */
  private static final class Op extends Slot {
    private String text = "";

    @Override
    void begin() {
      text = "";
    }

    @Override
    void take(ProtoInput in, int wireType) throws MalformedException {
      require(ProtoInput.LENGTH, wireType);
      int length = in.length();
      int from = in.take(length);
      if (length > 1) {
        throw new MalformedException("is no letter");
      }
      text = new String(in.bytes(), from, length, StandardCharsets.UTF_8);
    }

    @Override
    void end(ProtoInput in) {}
  }

  /** The source block; columns of one that is not there stay null. */
  private static final class Block extends Slot {
    private final MessageReader fields;

    Block(MessageReader fields) {
      this.fields = fields;
    }

    @Override
    void begin() {}

    @Override
    void take(ProtoInput in, int wireType) throws MalformedException {
      require(ProtoInput.LENGTH, wireType);
      int outer = in.end();
      int length = in.length();
      in.seek(in.at(), in.at() + length);
      fields.read(in);
      in.seek(in.end(), outer);
    }

    @Override
    void end(ProtoInput in) {}
  }
}
