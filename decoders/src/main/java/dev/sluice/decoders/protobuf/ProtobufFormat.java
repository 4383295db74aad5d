// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.protobuf;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.decoders.Unwrapping;
import dev.sluice.decoders.framed.Frame;
import dev.sluice.decoders.framed.FramedFormat;
import dev.sluice.decoders.registry.RegisteredSchema;
import dev.sluice.decoders.registry.RegisteredSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.types.Types;

/**
 * Protobuf with Confluent's framing: after the schema id the indexes of the message in its file,
 * behind their count, all as zigzag varints; a single zero stands for the first message. A writer
 * is the schema id and those indexes.
 */
public final class ProtobufFormat extends FramedFormat {
  private static final List<Integer> FIRST = List.of(0);

  /** More than any topic has; noise in frames shall not cost memory. */
  private static final int MOST_PATHS = 4096;

  /** Deeper than any message; a frame of noise shall not cost memory. */
  private static final int MOST_INDEXES = 32;

  private final RegisteredSchemas schemas;
  private final Unwrapping unwrapping;
  private final Map<Long, Message> messages = new ConcurrentHashMap<>();
  private final Map<List<Integer>, Integer> numbers = new ConcurrentHashMap<>();
  private final List<List<Integer>> paths = new ArrayList<>();

  /** Values are rows, and where types conflict, columns widen. */
  public ProtobufFormat(RegisteredSchemas schemas) {
    this(schemas, Unwrapping.NONE, Conflicts.WIDEN);
  }

  public ProtobufFormat(RegisteredSchemas schemas, Unwrapping unwrapping, Conflicts conflicts) {
    super(conflicts);
    this.schemas = schemas;
    this.unwrapping = unwrapping;
    paths.add(FIRST);
    numbers.put(FIRST, 0);
  }

  @Override
  protected long writer(byte[] bytes, int from, int length) throws MalformedException {
    long id = Integer.toUnsignedLong(Frame.schemaId(bytes, from, length)) << Integer.SIZE;
    if (length > Frame.BYTES && bytes[from + Frame.BYTES] == 0) {
      return id;
    }
    ProtoInput in = new ProtoInput();
    in.open(bytes, from + Frame.BYTES, from + length);
    return id | number(indexes(in));
  }

  /** Reads the indexes in front of a message. */
  private static List<Integer> indexes(ProtoInput in) throws MalformedException {
    long count = signed(in);
    if (count == 0) {
      return FIRST;
    }
    if (count < 0 || count > MOST_INDEXES) {
      throw new MalformedException(
          "the value names its message by " + count + " indexes, which no schema has");
    }
    List<Integer> indexes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long index = signed(in);
      if (index < 0 || index > Integer.MAX_VALUE) {
        throw new MalformedException("the value names message " + index + ", which is none");
      }
      indexes.add((int) index);
    }
    return indexes;
  }

  private static long signed(ProtoInput in) throws MalformedException {
    long value = in.varint();
    return value >>> 1 ^ -(value & 1);
  }

  private int number(List<Integer> path) throws MalformedException {
    Integer known = numbers.get(path);
    if (known != null) {
      return known;
    }
    synchronized (paths) {
      if (paths.size() == MOST_PATHS) {
        throw new MalformedException(
            "the value names message " + path + "; the topic named too many others already");
      }
      return numbers.computeIfAbsent(
          path,
          fresh -> {
            paths.add(fresh);
            return paths.size() - 1;
          });
    }
  }

  private List<Integer> path(long writer) {
    synchronized (paths) {
      return paths.get((int) writer);
    }
  }

  private static int id(long writer) {
    return (int) (writer >>> Integer.SIZE);
  }

  @Override
  protected String name(long writer) {
    return "schema id " + id(writer);
  }

  /** The row type of a schema's first message, which is the only one of most. */
  public Types.StructType firstRowType(int id) throws MalformedException {
    return rowType(Integer.toUnsignedLong(id) << Integer.SIZE);
  }

  private Message message(long writer) throws MalformedException {
    Message message = messages.get(writer);
    if (message == null) {
      RegisteredSchema schema =
          schemas.registered(id(writer)).in(RegisteredSchema.Language.PROTOBUF);
      message = new ProtoFile(schema).message(path(writer));
      messages.put(writer, message);
    }
    return message;
  }

  @Override
  protected Types.StructType newRowType(long writer) throws MalformedException {
    Message message = message(writer);
    if (message.fields().isEmpty()) {
      throw new MalformedException(message.name() + " has no fields, so it makes no row");
    }
    if (!unwrapping.isDebezium()) {
      return ProtoTypes.row(message);
    }
    Optional<ProtoEnvelope> envelope = ProtoEnvelope.of(message);
    return envelope.isPresent() ? envelope.get().row(unwrapping) : NOTHING;
  }

  @Override
  protected Decoder.Reader compile(long writer, ColumnBatch batch) throws MalformedException {
    return unwrapping.isDebezium() ? events(writer, batch) : rows(writer, batch);
  }

  private Decoder.Reader events(long writer, ColumnBatch batch) throws MalformedException {
    Optional<ProtoEnvelope> envelope = ProtoEnvelope.of(message(writer));
    if (envelope.isEmpty()) {
      return (bytes, from, length) -> Change.NOTHING;
    }
    ProtoEventReader reader = envelope.get().compile(unwrapping, batch, conflicts());
    ProtoInput in = new ProtoInput();
    return (bytes, from, length) -> {
      in.open(bytes, from + Frame.BYTES, from + length);
      indexes(in);
      return reader.read(in);
    };
  }

  private Decoder.Reader rows(long writer, ColumnBatch batch) throws MalformedException {
    MessageReader reader =
        new MessageReader(message(writer), batch.type(), batch.root(), conflicts());
    ProtoInput in = new ProtoInput();
    return (bytes, from, length) -> {
      in.open(bytes, from + Frame.BYTES, from + length);
      indexes(in);
      reader.read(in);
      return Change.ROW;
    };
  }

  /** Fields may come in any order, so a message is read to its end either way. */
  @Override
  protected Decoder.Reader compilePeek(long writer, ColumnBatch batch) throws MalformedException {
    return compile(writer, batch);
  }
}
