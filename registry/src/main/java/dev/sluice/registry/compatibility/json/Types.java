// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/** Which kinds of values a schema allows. */
final class Types {
  private Types() {}

  /** By its types, or by the values it lists; all when it has neither. */
  static Set<String> of(JsonNode schema) {
    Set<String> types = new TreeSet<>();
    JsonNode named = schema.path("type");
    if (named.isTextual()) {
      types.add(named.asText());
    }
    named.forEach(one -> types.add(one.asText()));
    if (types.isEmpty()) {
      schema.path("enum").forEach(value -> types.add(of(value, schema)));
      if (schema.has("const")) {
        types.add(of(schema.get("const"), schema));
      }
    }
    return types.isEmpty() ? new TreeSet<>(Validity.TYPES) : types;
  }

  private static String of(JsonNode value, JsonNode schema) {
    return switch (value.getNodeType()) {
      case NULL -> "null";
      case BOOLEAN -> "boolean";
      case STRING -> "string";
      case ARRAY -> "array";
      case OBJECT, POJO -> "object";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case MISSING, BINARY -> throw new IllegalStateException("no value in " + schema);
    };
  }

  /** Whether a reader of some types takes values of others; whole numbers are numbers. */
  static boolean takes(Set<String> reader, Set<String> writer) {
    return writer.stream()
        .allMatch(
            one -> reader.contains(one) || (one.equals("integer") && reader.contains("number")));
  }
}
