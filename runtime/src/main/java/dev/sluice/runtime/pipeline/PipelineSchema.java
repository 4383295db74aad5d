// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.settings.Setting;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The pipeline file's JSON Schema, which lets editors complete and check while one types. */
final class PipelineSchema {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Maps below a prefix, by the whole prefix: several spellings lead to each. */
  private final ObjectNode definitions = JSON.objectNode();

  private PipelineSchema() {}

  static String write() {
    PipelineSchema writer = new PipelineSchema();
    ObjectNode schema = JSON.objectNode();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.put("title", "Sluice pipeline");
    schema.setAll(writer.section("", PipelineSettings.FILE));
    schema.set("definitions", writer.definitions);
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of nodes is always JSON", e);
    }
  }

  private ObjectNode section(String at, Shape section) {
    Map<String, ObjectNode> leaves = new TreeMap<>();
    section.settings().forEach((name, setting) -> leaves.put(name, value(setting)));
    section
        .named()
        .forEach(
            (prefix, below) -> leaves.put(prefix, open(section(at + prefix + ".NAME.", below))));
    section.free().forEach(prefix -> leaves.put(prefix, open(JSON.objectNode())));
    ObjectNode schema = map(at, leaves);
    ArrayNode required = JSON.arrayNode();
    for (Map.Entry<String, Setting<?>> entry : section.settings().entrySet()) {
      if (entry.getValue().required() && entry.getKey().indexOf('.') < 0) {
        required.add(entry.getKey());
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    return schema;
  }

  /** A map with keys of the user's own. */
  private static ObjectNode open(ObjectNode values) {
    ObjectNode schema = JSON.objectNode();
    schema.set("type", JSON.arrayNode().add("object").add("null"));
    schema.set("additionalProperties", values);
    return schema;
  }

  /** A map that accepts every spelling of dotted names: whole, nested, and anything between. */
  private ObjectNode map(String at, Map<String, ObjectNode> leaves) {
    ObjectNode properties = JSON.objectNode();
    ObjectNode patterns = JSON.objectNode();
    leaves.forEach(properties::set);
    for (String prefix : prefixes(leaves.keySet())) {
      String whole = at + prefix;
      if (!definitions.has(whole)) {
        definitions.set(whole, map(whole + ".", below(prefix + ".", leaves)));
      }
      ObjectNode nested = JSON.objectNode().put("$ref", "#/definitions/" + whole);
      properties.set(
          prefix, leaves.containsKey(prefix) ? either(leaves.get(prefix), nested) : nested);
    }
    leaves.forEach(
        (name, leaf) -> {
          if (leaf.has("additionalProperties")) {
            patterns.set("^" + name.replace(".", "\\.") + "\\.", JSON.objectNode());
          }
        });
    ObjectNode schema = JSON.objectNode();
    schema.set("type", JSON.arrayNode().add("object").add("null"));
    schema.set("properties", properties);
    if (!patterns.isEmpty()) {
      schema.set("patternProperties", patterns);
    }
    return schema.put("additionalProperties", false);
  }

  /** A name that has a value of its own and begins longer names: {@code compression}. */
  private static ObjectNode either(ObjectNode leaf, ObjectNode nested) {
    ObjectNode schema = JSON.objectNode();
    schema.putArray("anyOf").add(leaf).add(nested);
    return schema;
  }

  private static Map<String, ObjectNode> below(String prefix, Map<String, ObjectNode> leaves) {
    Map<String, ObjectNode> below = new TreeMap<>();
    leaves.forEach(
        (name, leaf) -> {
          if (name.startsWith(prefix)) {
            below.put(name.substring(prefix.length()), leaf);
          }
        });
    return below;
  }

  private static Set<String> prefixes(Set<String> names) {
    Set<String> prefixes = new TreeSet<>();
    for (String name : names) {
      for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
        prefixes.add(name.substring(0, dot));
      }
    }
    return prefixes;
  }

  private static ObjectNode value(Setting<?> setting) {
    ObjectNode schema = JSON.objectNode();
    schema.put("description", setting.doc());
    setting.fallback().filter(f -> !f.isEmpty()).ifPresent(f -> schema.put("default", f));
    if (!setting.secret()) {
      schema.set("examples", JSON.arrayNode().add(setting.example()));
    }
    List<String> choices = setting.kind().choices();
    if (!choices.isEmpty()) {
      ArrayNode members = schema.putArray("enum");
      choices.forEach(members::add);
      return schema;
    }
    ArrayNode types = schema.putArray("type");
    Object sample = setting.kind().parser().parse(setting.example());
    if (sample instanceof Long) {
      types.add("integer").add("string");
    } else if (sample instanceof List) {
      types.add("array").add("string");
      schema.putObject("items").put("type", "string");
    } else {
      types.add("string");
    }
    return schema;
  }
}
