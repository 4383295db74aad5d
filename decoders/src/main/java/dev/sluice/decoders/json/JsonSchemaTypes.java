// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.decoders.SchemaUnion;
import dev.sluice.decoders.Semantic;
import dev.sluice.decoders.registry.RegisteredSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The types that a JSON Schema says its values have, with what Kafka Connect's converter adds
 * ({@code connect.type} and the titles of its logical types). What it leaves open has no type here,
 * and gets that of the values: alternatives, schemas that contain themselves, {@code
 * additionalProperties} beside others. {@code format} is a remark there, not a promise, so a date
 * in a string stays a string.
 */
final class JsonSchemaTypes {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DECIMAL = "org.apache.kafka.connect.data.Decimal";

  private final JsonNode root;
  private final Map<String, JsonNode> imports = new HashMap<>();

  private JsonSchemaTypes(RegisteredSchema schema) throws MalformedException {
    root = parse(schema, schema.text());
    for (Map.Entry<String, String> imported : schema.imports().entrySet()) {
      imports.put(imported.getKey(), parse(schema, imported.getValue()));
    }
  }

  /** What a schema settles of its objects. */
  static Declared row(RegisteredSchema schema) throws MalformedException {
    JsonSchemaTypes types = new JsonSchemaTypes(schema);
    return types
        .of(types.root, types.root, Set.of("#"))
        .filter(declared -> declared.type().isStructType())
        .orElse(Declared.struct(List.of()));
  }

  private static JsonNode parse(RegisteredSchema schema, String text) throws MalformedException {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new MalformedException(
          "schema id " + schema.id() + " is not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * @param document that the schema is in, where its references begin
   * @param around references that led here
   */
  private Optional<Declared> of(JsonNode schema, JsonNode document, Set<String> around) {
    if (schema.has("$ref")) {
      return referred(schema.path("$ref").asText(), document, around);
    }
    for (String keyword : List.of("oneOf", "anyOf", "allOf")) {
      if (schema.has(keyword)) {
        return only(schema.path(keyword)).flatMap(one -> of(one, document, around));
      }
    }
    Optional<Semantic> semantic = Semantic.named(schema.path("title").asText());
    String written = connectType(schema);
    if (semantic.isPresent() && isWritten(semantic.get(), written)) {
      return semantic.map(Declared::of);
    }
    return switch (typeName(schema)) {
      case "object" -> object(schema, document, around);
      case "array" -> of(schema.path("items"), document, around).map(Declared::list);
      case "boolean" -> Optional.of(Declared.of(Types.BooleanType.get()));
      case "integer" -> Optional.of(Declared.of(integer(schema)));
      case "number" -> Optional.of(Declared.of(number(schema)));
      case "string" -> Optional.of(Declared.of(string(schema)));
      default -> Optional.empty();
    };
  }

  /** What Connect's converter calls the type; where it adds nothing, the nearest of its types. */
  private static String connectType(JsonNode schema) {
    String name = typeName(schema);
    String usual =
        switch (name) {
          case "integer" -> "int64";
          case "object" -> "struct";
          default -> name;
        };
    return schema.path("connect.type").asText(usual);
  }

  /** Whether values of a Connect type are those that a name says something of. */
  static boolean isWritten(Semantic semantic, String connectType) {
    return switch (semantic) {
      case DATE, TIME_MILLIS -> connectType.startsWith("int");
      case TIME_MICROS, TIMESTAMP_MILLIS, TIMESTAMP_MICROS, TIMESTAMP_NANOS, INSTANT_MILLIS ->
          connectType.equals("int64");
      case ZONED_TIME, ZONED_TIMESTAMP, UUID -> connectType.equals("string");
      case VARIABLE_DECIMAL -> connectType.equals("struct");
    };
  }

  private Optional<Declared> referred(String reference, JsonNode document, Set<String> around) {
    if (around.contains(reference)) {
      return Optional.empty();
    }
    int hash = reference.indexOf('#');
    String name = hash < 0 ? reference : reference.substring(0, hash);
    String pointer = hash < 0 ? "" : reference.substring(hash + 1);
    JsonNode target = name.isEmpty() ? document : imports.get(name);
    if (target == null || !(pointer.isEmpty() || pointer.startsWith("/"))) {
      return Optional.empty();
    }
    Set<String> within = new LinkedHashSet<>(around);
    within.add(reference);
    return of(target.at(pointer), target, within);
  }

  /** The one alternative beside null. */
  private static Optional<JsonNode> only(JsonNode alternatives) {
    List<JsonNode> left = new ArrayList<>();
    for (JsonNode alternative : alternatives) {
      if (!alternative.path("type").asText().equals("null")) {
        left.add(alternative);
      }
    }
    return left.size() == 1 ? Optional.of(left.get(0)) : Optional.empty();
  }

  /** The one type beside null; empty if there is none, or there are several. */
  private static String typeName(JsonNode schema) {
    JsonNode type = schema.path("type");
    if (!type.isArray()) {
      return type.asText(schema.has("properties") ? "object" : "");
    }
    List<String> names = new ArrayList<>();
    type.forEach(name -> names.add(name.asText()));
    names.remove("null");
    return names.size() == 1 ? names.get(0) : "";
  }

  private Optional<Declared> object(JsonNode schema, JsonNode document, Set<String> around) {
    List<Declared.Field> fields = new ArrayList<>();
    schema
        .path("properties")
        .properties()
        .forEach(
            property ->
                of(property.getValue(), document, around)
                    .ifPresent(value -> fields.add(new Declared.Field(property.getKey(), value))));
    if (!fields.isEmpty()) {
      return Optional.of(Declared.struct(fields));
    }
    return schema.has("properties")
        ? Optional.empty()
        : of(schema.path("additionalProperties"), document, around).map(Declared::map);
  }

  private static boolean isDecimal(JsonNode schema) {
    return schema.path("title").asText().equals(DECIMAL);
  }

  private static Type integer(JsonNode schema) {
    return switch (schema.path("connect.type").asText()) {
      case "int8", "int16", "int32" -> Types.IntegerType.get();
      default -> Types.LongType.get();
    };
  }

  private static Type number(JsonNode schema) {
    if (isDecimal(schema)) {
      return decimal(schema);
    }
    return schema.path("connect.type").asText().equals("float32")
        ? Types.FloatType.get()
        : Types.DoubleType.get();
  }

  private static Type string(JsonNode schema) {
    if (isDecimal(schema)) {
      return decimal(schema);
    }
    return schema.path("connect.type").asText().equals("bytes")
        ? Types.BinaryType.get()
        : Types.StringType.get();
  }

  private static Type decimal(JsonNode schema) {
    return decimal(Numbers.MOST_DIGITS, schema.path("connect.parameters").path("scale").asInt());
  }

  /** A decimal as a schema declares it, within what a column can have. */
  static Type decimal(int precision, int scale) {
    int digits = Math.max(1, Math.min(precision, Numbers.MOST_DIGITS));
    return Types.DecimalType.of(digits, Math.max(0, Math.min(scale, digits)));
  }

  /** Declared types, and beside them what values have that no schema speaks of. */
  static Types.StructType with(Types.StructType declared, Types.StructType found) {
    return SchemaUnion.renumbered(struct(declared, found));
  }

  private static Types.StructType struct(Types.StructType declared, Types.StructType found) {
    List<Types.NestedField> fields = new ArrayList<>();
    for (Types.NestedField field : declared.fields()) {
      Types.NestedField other = found.field(field.name());
      Type type = other == null ? field.type() : either(field.type(), other.type());
      fields.add(Types.NestedField.optional(fields.size() + 1, field.name(), type));
    }
    for (Types.NestedField field : found.fields()) {
      if (declared.field(field.name()) == null && !isBeside(declared, field)) {
        fields.add(Types.NestedField.optional(fields.size() + 1, field.name(), field.type()));
      }
    }
    return Types.StructType.of(fields);
  }

  /** Whether a field is one for values that contradict their own schema, which are rejected. */
  private static boolean isBeside(Types.StructType declared, Types.NestedField found) {
    return declared.fields().stream()
        .anyMatch(field -> Conflicts.ownColumn(field.name(), found.type()).equals(found.name()));
  }

  private static Type either(Type declared, Type found) {
    if (declared.isStructType() && found.isStructType()) {
      return struct(declared.asStructType(), found.asStructType());
    }
    if (declared.isListType() && found.isListType()) {
      return Types.ListType.ofOptional(
          1, either(declared.asListType().elementType(), found.asListType().elementType()));
    }
    return declared;
  }
}
