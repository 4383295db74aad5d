// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.registry.failure.RegistryException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Whether a schema says what can be understood: known types, references that lead somewhere. */
final class Validity {
  static final List<String> TYPES =
      List.of("null", "boolean", "integer", "number", "string", "array", "object");
  private static final Set<String> OF_NAMES =
      Set.of("properties", "patternProperties", "definitions", "$defs", "dependentSchemas");
  private static final Set<String> OF_LISTS = Set.of("allOf", "anyOf", "oneOf", "prefixItems");
  private static final Set<String> OF_ONE =
      Set.of(
          "additionalProperties",
          "additionalItems",
          "not",
          "if",
          "then",
          "else",
          "contains",
          "propertyNames",
          "unevaluatedProperties",
          "unevaluatedItems");
  private static final Set<String> NUMBERS =
      Set.of(
          "maxLength",
          "minLength",
          "maximum",
          "minimum",
          "multipleOf",
          "maxItems",
          "minItems",
          "maxProperties",
          "minProperties");

  private final Document document;

  Validity(Document document) {
    this.document = document;
  }

  /**
   * Goes through a schema and those in it.
   *
   * @throws RegistryException with the place of what is wrong
   */
  void check(JsonNode schema, String path) {
    if (schema.isBoolean()) {
      return;
    }
    require(schema.isObject(), path, "a schema is an object, true or false");
    type(schema.path("type"), path + "/type");
    require(document.resolved(schema).isPresent(), path + "/$ref", "the reference leads nowhere");
    for (Map.Entry<String, JsonNode> one : schema.properties()) {
      keyword(one.getKey(), one.getValue(), path + "/" + one.getKey());
    }
  }

  private void keyword(String name, JsonNode value, String at) {
    if (OF_NAMES.contains(name)) {
      require(value.isObject(), at, "an object of schemas is needed");
      value.properties().forEach(one -> check(one.getValue(), at + "/" + one.getKey()));
    } else if (OF_LISTS.contains(name) || (name.equals("items") && value.isArray())) {
      require(value.isArray(), at, "a list of schemas is needed");
      for (int i = 0; i < value.size(); i++) {
        check(value.get(i), at + "/" + i);
      }
    } else if (OF_ONE.contains(name) || name.equals("items")) {
      check(value, at);
    } else if (NUMBERS.contains(name)) {
      require(value.isNumber(), at, "a number is needed");
    } else if (name.equals("required")) {
      // draft 3 had true and false here, which all later drafts pass over
      require(value.isArray() || value.isBoolean(), at, "a list of names is needed");
    } else if (name.equals("enum")) {
      require(value.isArray(), at, "a list of values is needed");
    } else if (name.equals("pattern")) {
      pattern(value, at);
    }
  }

  private static void type(JsonNode type, String at) {
    if (type.isMissingNode()) {
      return;
    }
    require(type.isTextual() || type.isArray(), at, "a type's name, or a list of them, is needed");
    for (JsonNode one : type.isArray() ? type : List.of(type)) {
      require(TYPES.contains(one.asText()), at, "'" + one.asText() + "' is none of " + TYPES);
    }
  }

  private static void pattern(JsonNode value, String at) {
    require(value.isTextual(), at, "a regular expression is needed");
    try {
      Pattern.compile(value.asText());
    } catch (PatternSyntaxException e) {
      throw invalid(at, "not a regular expression: " + e.getDescription());
    }
  }

  private static void require(boolean valid, String at, String reason) {
    if (!valid) {
      throw invalid(at, reason);
    }
  }

  private static RegistryException invalid(String at, String reason) {
    return RegistryException.invalidSchema("Invalid JSON Schema at " + at + ": " + reason);
  }
}
