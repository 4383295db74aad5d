// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility.avro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Puts what a user has added to a schema in alphabetical order, behind Avro's own properties. */
final class PropertyOrder {
  private static final List<String> OWN =
      List.of(
          "type",
          "name",
          "namespace",
          "doc",
          "aliases",
          "fields",
          "symbols",
          "items",
          "values",
          "size",
          "default",
          "order");
  private static final Set<String> VALUES = Set.of("default", "aliases", "symbols");

  private PropertyOrder() {}

  static JsonNode ordered(JsonNode schema) {
    if (schema instanceof ArrayNode array) {
      ArrayNode ordered = JsonNodeFactory.instance.arrayNode();
      array.forEach(one -> ordered.add(ordered(one)));
      return ordered;
    }
    return schema instanceof ObjectNode object ? ordered(object) : schema;
  }

  private static ObjectNode ordered(ObjectNode object) {
    ObjectNode ordered = JsonNodeFactory.instance.objectNode();
    Map<String, JsonNode> others = new TreeMap<>();
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      if (!OWN.contains(property.getKey())) {
        others.put(property.getKey(), property.getValue());
      }
    }
    for (String name : OWN) {
      if (object.has(name)) {
        JsonNode value = object.get(name);
        // a default is a value, and the order within it may be the user's
        ordered.set(name, VALUES.contains(name) ? value : ordered(value));
      }
    }
    ordered.setAll(others);
    return ordered;
  }
}
