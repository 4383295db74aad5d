// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.protobuf;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.decoders.Unwrapping;
import java.util.Optional;
import org.apache.iceberg.types.Types;

/**
 * The message type of Debezium's change events: where in it the row is, and what says what
 * happened.
 *
 * @param before number of the row's state before the change; -1 if there is none
 * @param after number of the row's state after it; -1 if there is none
 * @param image message type of the rows
 * @param op number of what happened
 */
record ProtoEnvelope(Message message, int before, int after, Message image, int op) {
  /**
   * The envelope that a message type is; empty if it is one of Debezium's messages about itself.
   *
   * @throws MalformedException if it is neither
   */
  static Optional<ProtoEnvelope> of(Message message) throws MalformedException {
    if (Unwrapping.isSilent(message.name())) {
      return Optional.empty();
    }
    Optional<Message.Field> before = state(message, "before");
    Optional<Message.Field> after = state(message, "after");
    Optional<Message.Field> op =
        field(message, "op").filter(field -> field.content() == Message.Scalar.STRING);
    Optional<Message.Field> row = after.or(() -> before);
    if (op.isEmpty() || row.isEmpty()) {
      throw Unwrapping.notAnEvent();
    }
    return Optional.of(
        new ProtoEnvelope(
            message,
            before.map(Message.Field::number).orElse(-1),
            after.map(Message.Field::number).orElse(-1),
            ((Message.Nested) row.get().content()).message(),
            op.get().number()));
  }

  private static Optional<Message.Field> state(Message message, String name) {
    return field(message, name).filter(field -> field.content() instanceof Message.Nested);
  }

  private static Optional<Message.Field> field(Message message, String name) {
    return message.fields().stream().filter(field -> field.name().equals(name)).findFirst();
  }

  /** The source block. */
  Optional<Message> source() {
    return state(message, "source").map(field -> ((Message.Nested) field.content()).message());
  }

  private Types.StructType sourceType() {
    return source().map(ProtoTypes::row).orElse(Types.StructType.of());
  }

  Types.StructType row(Unwrapping unwrapping) throws MalformedException {
    return unwrapping.after(ProtoTypes.row(image), sourceType());
  }

  /** What reads events into the columns of a batch. */
  ProtoEventReader compile(Unwrapping unwrapping, ColumnBatch batch, Conflicts conflicts)
      throws MalformedException {
    return new ProtoEventReader(this, unwrapping.in(sourceType()), batch, conflicts);
  }
}
