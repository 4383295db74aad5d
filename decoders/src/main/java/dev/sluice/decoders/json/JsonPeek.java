// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.Change;
import dev.sluice.core.shred.Peek;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Reads a few fields and ends after the last one wanted. A field that is not there is null, as it
 * will be in its column. Types are those of the one value: a number that is no long is a double.
 */
final class JsonPeek implements Peek {
  private static final Type OBJECT = Types.StructType.of();
  private static final Type LIST = Types.ListType.ofOptional(1, Types.StringType.get());

  private final List<String> names;
  private final int[] slots;
  private final JsonInput in = new JsonInput();
  private final Type[] types;
  private final long[] numbers;
  private final BytesColumn[] texts;

  /** Objects that fields are wanted of. */
  private final Set<String> outer = new HashSet<>();

  private int missing;

  JsonPeek(List<String> fields) {
    // A field may be asked for twice, as in year(at), month(at).
    this.names = fields.stream().distinct().toList();
    this.slots = fields.stream().mapToInt(names::indexOf).toArray();
    this.types = new Type[names.size()];
    this.numbers = new long[names.size()];
    this.texts = new BytesColumn[names.size()];
    Arrays.setAll(texts, i -> new BytesColumn());
    for (String name : names) {
      for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
        outer.add(name.substring(0, dot));
      }
    }
  }

  @Override
  public Change read(byte[] value) throws MalformedException {
    if (value == null) {
      throw new MalformedException(
          "the record has no value, so it has no " + String.join(", ", names));
    }
    read(value, 0, value.length);
    return Change.ROW;
  }

  /** Reads the fields of the object in {@code value[from, from + length)}. */
  void read(byte[] value, int from, int length) throws MalformedException {
    Arrays.fill(types, null);
    in.open(value, from, length);
    missing = names.size();
    readObject("");
  }

  /**
   * Reads fields of an object until all that are wanted have been seen.
   *
   * @param prefix names of the objects around them, each with a dot
   */
  private void readObject(String prefix) throws MalformedException {
    while (missing > 0 && in.nextField()) {
      String path = prefix.isEmpty() ? in.name() : prefix + in.name();
      int slot = names.indexOf(path);
      if (slot >= 0) {
        take(slot);
        missing--;
      } else if (outer.contains(path) && in.token() == JsonToken.START_OBJECT) {
        readObject(path + ".");
      } else {
        in.skip();
      }
    }
  }

  private void take(int slot) throws MalformedException {
    JsonToken token = in.token();
    types[slot] = type(token);
    if (types[slot] == Types.LongType.get()) {
      numbers[slot] = in.longValue();
    } else if (token.isBoolean()) {
      numbers[slot] = token == JsonToken.VALUE_TRUE ? 1 : 0;
    } else if (token == JsonToken.VALUE_STRING) {
      texts[slot].truncate(0);
      in.text(texts[slot]);
    } else {
      in.skip();
    }
  }

  /** Null for null. */
  private Type type(JsonToken token) throws MalformedException {
    return switch (token) {
      case VALUE_NULL -> null;
      case VALUE_STRING -> Types.StringType.get();
      case VALUE_TRUE, VALUE_FALSE -> Types.BooleanType.get();
      case START_OBJECT -> OBJECT;
      case START_ARRAY -> LIST;
      default ->
          switch (in.numberKind()) {
            case SMALL, LONG -> Types.LongType.get();
            default -> Types.DoubleType.get();
          };
    };
  }

  /** String for null: the type says which method has the value, and null has none. */
  @Override
  public Type type(int field) {
    return types[slots[field]] == null ? Types.StringType.get() : types[slots[field]];
  }

  @Override
  public boolean isNull(int field) {
    return types[slots[field]] == null;
  }

  @Override
  public long asLong(int field) {
    return numbers[slots[field]];
  }

  @Override
  public int from(int field) {
    return texts[slots[field]].from(0);
  }

  @Override
  public int length(int field) {
    return texts[slots[field]].length(0);
  }

  @Override
  public byte[] bytes(int field) {
    return texts[slots[field]].data();
  }
}
