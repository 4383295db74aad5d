// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.registry.compatibility.Definition;
import dev.sluice.registry.compatibility.Language;
import dev.sluice.registry.compatibility.Problem;
import dev.sluice.registry.compatibility.Side;
import dev.sluice.registry.failure.RegistryException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** JSON Schema, drafts 4 to 2020-12, by rules of our own: see {@link Acceptance}. */
public final class JsonLanguage implements Language {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  @Override
  public String canonical(Definition given, boolean normalize) {
    JsonNode schema = tree(given.text());
    Document document = new Document(schema, given.imports());
    new Validity(document).check(schema, "#");
    return (normalize ? ordered(schema) : schema).toString();
  }

  @Override
  public List<Problem> problems(Side reader, Side writer) {
    return new Acceptance(
            document(reader.schema()), document(writer.schema()), reader.name(), writer.name())
        .problems();
  }

  private static Document document(Definition schema) {
    return new Document(tree(schema.text()), schema.imports());
  }

  static JsonNode tree(String text) {
    try {
      JsonNode tree = JSON.readTree(text);
      if (tree.isObject() || tree.isBoolean()) {
        return tree;
      }
      throw RegistryException.invalidSchema(
          "Invalid JSON Schema: neither an object nor true or false. The schema was: " + text);
    } catch (JsonProcessingException e) {
      throw RegistryException.invalidSchema(
          "Invalid JSON Schema: " + e.getOriginalMessage() + ". The schema was: " + text);
    }
  }

  private static JsonNode ordered(JsonNode node) {
    if (node instanceof ObjectNode object) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      object.properties().forEach(one -> sorted.put(one.getKey(), ordered(one.getValue())));
      return JSON.createObjectNode().setAll(sorted);
    }
    if (node instanceof ArrayNode array) {
      ArrayNode items = JSON.createArrayNode();
      array.forEach(one -> items.add(ordered(one)));
      return items;
    }
    return node;
  }
}
