// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rules for objects. What stands beside the named properties decides: an open schema allows any
 * further ones, a closed one none, and a partly open one those of a schema.
 */
final class Objects {
  private final Acceptance acceptance;
  private final JsonNode reader;
  private final JsonNode writer;
  private final String path;
  private final Findings into;

  Objects(Acceptance acceptance, JsonNode reader, JsonNode writer, String path, Findings into) {
    this.acceptance = acceptance;
    this.reader = reader;
    this.writer = writer;
    this.path = path;
    this.into = into;
  }

  void compare() {
    Set<String> names = new TreeSet<>();
    reader.path("properties").fieldNames().forEachRemaining(names::add);
    writer.path("properties").fieldNames().forEachRemaining(names::add);
    names.forEach(this::property);
    required();
    further();
    Scalars.same("patternProperties", reader, writer, path, into);
    Scalars.upper("maxProperties", reader, writer, path, into);
    Scalars.lower("minProperties", reader, writer, path, into);
  }

  private void property(String name) {
    JsonNode reads = reader.path("properties").path(name);
    JsonNode writes = writer.path("properties").path(name);
    String at = path + "/properties/" + name;
    if (!reads.isMissingNode() && !writes.isMissingNode()) {
      acceptance.compare(reads, writes, at, into);
    } else if (writes.isMissingNode()) {
      added(reads, at);
    } else {
      removed(writes, at);
    }
  }

  /** A writer whose schema is open may have used the name for anything. */
  private void added(JsonNode reads, String at) {
    JsonNode others = further(writer);
    if (Acceptance.isTrue(reads) || Acceptance.isFalse(others)) {
      return;
    }
    if (Acceptance.isTrue(others)) {
      into.add(
          "PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL",
          at,
          "the {R} schema has a property that the {W} schema does not name but allows with any value"
              + " (additionalProperties is not false there)");
      return;
    }
    Findings trial = into.trial();
    acceptance.compare(reads, others, at, trial);
    if (!trial.none()) {
      into.add(
          "PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
          at,
          "the {R} schema's property does not take all that additionalProperties of the {W} schema allows");
    }
  }

  private void removed(JsonNode writes, String at) {
    JsonNode others = further(reader);
    if (Acceptance.isTrue(others) || Acceptance.isFalse(writes)) {
      return;
    }
    if (Acceptance.isFalse(others)) {
      into.add(
          "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL",
          at,
          "the {R} schema lacks a property of the {W} schema and allows no further ones");
      return;
    }
    Findings trial = into.trial();
    acceptance.compare(others, writes, at, trial);
    if (!trial.none()) {
      into.add(
          "PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
          at,
          "additionalProperties of the {R} schema does not take the {W} schema's property");
    }
  }

  private void required() {
    Set<String> missing = names(reader);
    missing.removeAll(names(writer));
    for (String name : missing) {
      if (!reader.path("properties").path(name).has("default")) {
        into.add(
            "REQUIRED_ATTRIBUTE_ADDED",
            path + "/required",
            "the {R} schema requires '"
                + name
                + "', which the {W} schema does not, and has no default for it");
      }
    }
  }

  private static Set<String> names(JsonNode schema) {
    Set<String> names = new HashSet<>();
    schema.path("required").forEach(one -> names.add(one.asText()));
    return names;
  }

  private void further() {
    JsonNode reads = further(reader);
    JsonNode writes = further(writer);
    if (Acceptance.isTrue(reads) || Acceptance.isFalse(writes)) {
      return;
    }
    Findings trial = into.trial();
    acceptance.compare(reads, writes, path, trial);
    if (!trial.none()) {
      into.add(
          Acceptance.isFalse(reads)
              ? "ADDITIONAL_PROPERTIES_REMOVED"
              : "ADDITIONAL_PROPERTIES_NARROWED",
          path + "/additionalProperties",
          "the {R} schema allows fewer further properties than the {W} schema");
    }
  }

  private static JsonNode further(JsonNode schema) {
    return Acceptance.orTrue(schema.path("additionalProperties"));
  }
}
