// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility.json;

import com.fasterxml.jackson.databind.JsonNode;

/** Rules for arrays: the items at certain places, those behind them, and how many there are. */
final class Arrays {
  private final Acceptance acceptance;
  private final JsonNode reader;
  private final JsonNode writer;
  private final String path;
  private final Findings into;

  Arrays(Acceptance acceptance, JsonNode reader, JsonNode writer, String path, Findings into) {
    this.acceptance = acceptance;
    this.reader = reader;
    this.writer = writer;
    this.path = path;
    this.into = into;
  }

  void compare() {
    int places = Math.max(places(reader).size(), places(writer).size());
    for (int i = 0; i < places; i++) {
      acceptance.compare(at(reader, i), at(writer, i), path + "/items/" + i, into);
    }
    acceptance.compare(others(reader), others(writer), path + "/items", into);
    Scalars.upper("maxItems", reader, writer, path, into);
    Scalars.lower("minItems", reader, writer, path, into);
    if (reader.path("uniqueItems").asBoolean()) {
      Scalars.same("uniqueItems", reader, writer, path, into);
    }
  }

  private static JsonNode places(JsonNode schema) {
    return schema.has("prefixItems")
        ? schema.get("prefixItems")
        : schema.path("items").isArray() ? schema.get("items") : schema.path("prefixItems");
  }

  private static JsonNode at(JsonNode schema, int place) {
    return place < places(schema).size() ? places(schema).get(place) : others(schema);
  }

  private static JsonNode others(JsonNode schema) {
    return Acceptance.orTrue(
        schema.path("items").isArray() ? schema.path("additionalItems") : schema.path("items"));
  }
}
