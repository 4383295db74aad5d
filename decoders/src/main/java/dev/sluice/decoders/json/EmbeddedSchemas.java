// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.decoders.Semantic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.types.Types;

/**
 * Schemas that stand in the values, as Kafka Connect's JSON converter writes them. Most values of a
 * topic have the same bytes there, so a schema is read once.
 */
final class EmbeddedSchemas implements ValueSchemas {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_KEPT = 1000;
  private static final int DEEPEST = 64;
  private static final String DECIMAL = "org.apache.kafka.connect.data.Decimal";

  private final Map<ByteBuffer, Declared> known = new HashMap<>();
  private byte[] last = new byte[0];
  private Declared lastSays = Declared.NOTHING;

  @Override
  public Declared of(byte[] bytes, int from, int length, JsonEvent.Slice embedded)
      throws MalformedException {
    if (!embedded.isThere()) {
      return Declared.NOTHING;
    }
    int to = embedded.from() + embedded.length();
    if (!Arrays.equals(last, 0, last.length, bytes, embedded.from(), to)) {
      byte[] text = Arrays.copyOfRange(bytes, embedded.from(), to);
      lastSays = read(text);
      last = text;
    }
    return lastSays;
  }

  private Declared read(byte[] text) throws MalformedException {
    Declared found = known.get(ByteBuffer.wrap(text));
    if (found == null) {
      found = parsed(text);
      if (known.size() == MOST_KEPT) {
        known.clear();
      }
      known.put(ByteBuffer.wrap(text), found);
    }
    return found;
  }

  private static Declared parsed(byte[] text) throws MalformedException {
    try {
      return declared(JSON.readTree(text), 0)
          .filter(declared -> declared.type().isStructType())
          .orElse(Declared.NOTHING);
    } catch (IOException e) {
      throw new MalformedException("the schema in the value is not valid: " + e.getMessage(), e);
    }
  }

  /** Empty for what has no column type of its own: the values tell. */
  private static Optional<Declared> declared(JsonNode schema, int depth) throws MalformedException {
    if (depth > DEEPEST) {
      throw new MalformedException("the schema in the value is nested deeper than " + DEEPEST);
    }
    String name = schema.path("name").asText();
    Optional<Semantic> semantic = Semantic.named(name);
    if (semantic.isPresent() && JsonSchemaTypes.isWritten(semantic.get(), type(schema))) {
      return semantic.map(Declared::of);
    }
    return switch (type(schema)) {
      case "boolean" -> Optional.of(Declared.of(Types.BooleanType.get()));
      case "int8", "int16", "int32" -> Optional.of(Declared.of(Types.IntegerType.get()));
      case "int64" -> Optional.of(Declared.of(Types.LongType.get()));
      case "float", "float32" -> Optional.of(Declared.of(Types.FloatType.get()));
      case "double", "float64" -> Optional.of(Declared.of(Types.DoubleType.get()));
      case "string" -> Optional.of(Declared.of(Types.StringType.get()));
      case "bytes" ->
          Optional.of(name.equals(DECIMAL) ? decimal(schema) : Declared.of(Types.BinaryType.get()));
      case "array" -> declared(schema.path("items"), depth + 1).map(Declared::list);
      case "map" ->
          type(schema.path("keys")).equals("string")
              ? declared(schema.path("values"), depth + 1).map(Declared::map)
              : Optional.empty();
      case "struct" -> Optional.of(struct(schema, depth));
      default -> Optional.empty();
    };
  }

  private static String type(JsonNode schema) {
    return schema.path("type").asText();
  }

  private static Declared struct(JsonNode schema, int depth) throws MalformedException {
    Map<String, Declared.Field> fields = new java.util.LinkedHashMap<>();
    for (JsonNode field : schema.path("fields")) {
      String name = field.path("field").asText();
      Optional<Declared> value = declared(field, depth + 1);
      if (value.isPresent() && !name.isEmpty()) {
        fields.put(name, new Declared.Field(name, value.get()));
      }
    }
    return Declared.struct(List.copyOf(new ArrayList<>(fields.values())));
  }

  private static Declared decimal(JsonNode schema) {
    JsonNode parameters = schema.path("parameters");
    return Declared.of(
        JsonSchemaTypes.decimal(
            parameters.path("connect.decimal.precision").asInt(Numbers.MOST_DIGITS),
            parameters.path("scale").asInt()));
  }
}
