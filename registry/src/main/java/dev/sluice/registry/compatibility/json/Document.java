// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A schema and those that it imports; finds what a {@code $ref} points to. */
final class Document {
  private final JsonNode root;
  private final Map<String, JsonNode> byName = new HashMap<>();

  Document(JsonNode root, Map<String, String> imports) {
    this.root = root;
    imports.forEach(
        (name, text) -> {
          JsonNode tree = JsonLanguage.tree(text);
          byName.put(name, tree);
          addId(tree);
        });
    addId(root);
  }

  private void addId(JsonNode tree) {
    if (tree.path("$id").isTextual()) {
      byName.putIfAbsent(tree.path("$id").asText(), tree);
    }
  }

  JsonNode root() {
    return root;
  }

  /**
   * A schema that stands for itself: the target of a reference, and of that one's reference.
   *
   * @return empty when a reference leads nowhere, or in a circle
   */
  Optional<JsonNode> resolved(JsonNode schema) {
    JsonNode at = schema;
    for (int steps = 0; at.path("$ref").isTextual(); steps++) {
      Optional<JsonNode> target = target(at.path("$ref").asText());
      if (target.isEmpty() || steps > 32) {
        return Optional.empty();
      }
      at = beside(at, target.get());
    }
    return Optional.of(at);
  }

  /** Since 2019 what stands beside a reference counts too; of both, what stands beside wins. */
  private static JsonNode beside(JsonNode reference, JsonNode target) {
    if (reference.size() == 1 || !target.isObject()) {
      return target;
    }
    ObjectNode both = target.deepCopy();
    reference.properties().stream()
        .filter(one -> !one.getKey().equals("$ref"))
        .forEach(one -> both.set(one.getKey(), one.getValue()));
    return both;
  }

  /** Pointers into an imported schema are looked for there, or in the schema itself. */
  private Optional<JsonNode> target(String reference) {
    int hash = reference.indexOf('#');
    String name = hash < 0 ? reference : reference.substring(0, hash);
    String pointer =
        hash < 0 ? "" : URLDecoder.decode(reference.substring(hash + 1), StandardCharsets.UTF_8);
    if (!pointer.isEmpty() && !pointer.startsWith("/")) {
      return anchor(name, pointer);
    }
    if (!name.isEmpty()) {
      return Optional.ofNullable(byName.get(name)).flatMap(tree -> at(tree, pointer));
    }
    return at(root, pointer)
        .or(() -> byName.values().stream().flatMap(tree -> at(tree, pointer).stream()).findFirst());
  }

  private Optional<JsonNode> anchor(String name, String anchor) {
    JsonNode in = name.isEmpty() ? root : byName.getOrDefault(name, root);
    return in.findParents("$anchor").stream()
        .filter(node -> node.path("$anchor").asText().equals(anchor))
        .findFirst();
  }

  private static Optional<JsonNode> at(JsonNode tree, String pointer) {
    JsonNode found = tree.at(pointer);
    return found.isMissingNode() ? Optional.empty() : Optional.of(found);
  }
}
