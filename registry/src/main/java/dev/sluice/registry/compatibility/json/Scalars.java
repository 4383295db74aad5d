// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Rules for values without parts: lists of values, bounds, lengths, patterns. */
final class Scalars {
  private static final List<String> UPPER_OF_STRING = List.of("maxLength");
  private static final List<String> LOWER_OF_STRING = List.of("minLength");
  private static final List<String> UPPER_OF_NUMBER = List.of("maximum", "exclusiveMaximum");
  private static final List<String> LOWER_OF_NUMBER = List.of("minimum", "exclusiveMinimum");

  private Scalars() {}

  static void compare(
      JsonNode reader, JsonNode writer, Set<String> types, String path, Findings into) {
    values(reader, writer, path, into);
    if (writer.has("enum") || writer.has("const")) {
      return; // its values have been looked at one by one
    }
    if (types.contains("string")) {
      UPPER_OF_STRING.forEach(name -> upper(name, reader, writer, path, into));
      LOWER_OF_STRING.forEach(name -> lower(name, reader, writer, path, into));
      same("pattern", reader, writer, path, into);
    }
    if (types.contains("number") || types.contains("integer")) {
      UPPER_OF_NUMBER.forEach(name -> upper(name, reader, writer, path, into));
      LOWER_OF_NUMBER.forEach(name -> lower(name, reader, writer, path, into));
      multiple(reader, writer, path, into);
    }
  }

  private static void values(JsonNode reader, JsonNode writer, String path, Findings into) {
    List<JsonNode> taken = listed(reader);
    if (taken.isEmpty()) {
      return;
    }
    List<JsonNode> written = listed(writer);
    if (written.isEmpty()) {
      into.add("ENUM_ARRAY_NARROWED", path, "the {R} schema takes certain values only");
    }
    written.removeAll(taken);
    if (!written.isEmpty()) {
      into.add("ENUM_ARRAY_NARROWED", path, "the {R} schema does not take " + written);
    }
  }

  private static List<JsonNode> listed(JsonNode schema) {
    List<JsonNode> values = new ArrayList<>();
    schema.path("enum").forEach(values::add);
    if (schema.has("const")) {
      values.add(schema.get("const"));
    }
    return values;
  }

  static void upper(String name, JsonNode reader, JsonNode writer, String path, Findings into) {
    if (differs(name, reader, writer)
        && (!writer.path(name).isNumber()
            || number(reader, name).compareTo(number(writer, name)) < 0)) {
      narrower(name, writer.has(name) ? "_DECREASED" : "_ADDED", reader, path, into);
    }
  }

  static void lower(String name, JsonNode reader, JsonNode writer, String path, Findings into) {
    if (differs(name, reader, writer)
        && (!writer.path(name).isNumber()
            || number(reader, name).compareTo(number(writer, name)) > 0)) {
      narrower(name, writer.has(name) ? "_INCREASED" : "_ADDED", reader, path, into);
    }
  }

  /** Draft 4 has true and false in place of exclusive bounds; those must be equal. */
  private static boolean differs(String name, JsonNode reader, JsonNode writer) {
    if (reader.path(name).isBoolean()) {
      return reader.get(name).asBoolean() && !reader.get(name).equals(writer.get(name));
    }
    return reader.has(name);
  }

  static void same(String name, JsonNode reader, JsonNode writer, String path, Findings into) {
    if (reader.has(name) && !reader.get(name).equals(writer.get(name))) {
      narrower(name, writer.has(name) ? "_CHANGED" : "_ADDED", reader, path, into);
    }
  }

  private static void multiple(JsonNode reader, JsonNode writer, String path, Findings into) {
    String name = "multipleOf";
    if (reader.has(name)
        && (!writer.has(name)
            || number(writer, name).remainder(number(reader, name)).signum() != 0)) {
      narrower(name, writer.has(name) ? "_CHANGED" : "_ADDED", reader, path, into);
    }
  }

  private static void narrower(
      String name, String change, JsonNode reader, String path, Findings into) {
    into.add(
        name.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT) + change,
        path + "/" + name,
        "the {R} schema wants "
            + name
            + " "
            + reader.get(name)
            + ", which values of the {W} schema need not keep to");
  }

  private static BigDecimal number(JsonNode schema, String name) {
    return schema.get(name).decimalValue();
  }
}
