// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.core.failure.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the Open Data Contract Standard, version 3. What is only there to be read by people is
 * passed over; what would be a promise and cannot be kept is refused by its name.
 */
public final class ContractReader {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Notes notes = new Notes();
  private final Violation violation;
  private final List<Contract.Field> fields = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();
  private final Map<Integer, String> key = new java.util.TreeMap<>();
  private final List<Objective> objectives = new ArrayList<>();

  private ContractReader(Violation violation) {
    this.violation = violation;
  }

  /**
   * Reads a document.
   *
   * @param json the document as JSON
   * @param topic whose part of the document is meant, where it has several
   * @param violation what happens where a record breaks a rule
   * @throws RefusedException with everything in it that cannot be kept to
   */
  public static Contract read(String json, String topic, Violation violation) {
    try {
      return new ContractReader(violation).read(JSON.readTree(json), topic);
    } catch (JsonProcessingException e) {
      throw new RefusedException("The contract is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private Contract read(JsonNode document, String topic) {
    Vocabulary.DOCUMENT.refuseOthers(document, "", notes);
    if (!document.path("kind").asText().equals("DataContract")
        || !document.path("apiVersion").asText().matches("v3\\.\\d+(\\.\\d+)?")) {
      notes.refuse("apiVersion", "a document of kind DataContract and apiVersion v3.x is needed");
    }
    part(document.path("schema"), topic)
        .ifPresent(
            schema -> {
              Vocabulary.SCHEMA.refuseOthers(schema.node(), schema.path(), notes);
              properties(schema.node(), schema.path(), "");
              new Qualities(notes, violation).ofTable(schema.node(), schema.path(), objectives);
            });
    new Agreements(notes).read(document, objectives);
    notes.throwIfAny();
    return new Contract(
        document.path("id").asText(document.path("name").asText(topic)),
        fields,
        rules,
        List.copyOf(key.values()),
        objectives);
  }

  /** A part of the document and where it is. */
  private record Part(JsonNode node, String path) {}

  private Optional<Part> part(JsonNode schemas, String topic) {
    for (int i = 0; i < schemas.size(); i++) {
      JsonNode one = schemas.get(i);
      boolean named =
          one.path("name").asText().equals(topic)
              || one.path("physicalName").asText().equals(topic);
      if (named || schemas.size() == 1) {
        return Optional.of(new Part(one, "schema[" + i + "]"));
      }
    }
    notes.refuse("schema", "it has no part with the name " + topic);
    return Optional.empty();
  }

  private void properties(JsonNode owner, String path, String prefix) {
    JsonNode properties = owner.path("properties");
    for (int i = 0; i < properties.size(); i++) {
      property(properties.get(i), path + ".properties[" + i + "]", prefix);
    }
  }

  private void property(JsonNode property, String path, String prefix) {
    Vocabulary.PROPERTY.refuseOthers(property, path, notes);
    if (!property.path("name").isTextual()) {
      notes.refuse(path + ".name", "a property needs a name");
      return;
    }
    String name = prefix + property.path("name").asText();
    Optional<LogicalType> type = type(property, path);
    boolean primary = property.path("primaryKey").asBoolean();
    boolean required = property.path("required").asBoolean() || primary;
    if (required) {
      rule(name, "required", new Checks.Required(), violation);
    }
    fields.add(new Contract.Field(name, type, required));
    type.ifPresent(
        known -> {
          rule(name, "logicalType", new Checks.OfType(known), violation);
          new TypeOptions(notes, known)
              .read(
                  property.path("logicalTypeOptions"),
                  path + ".logicalTypeOptions",
                  (kind, check) -> rule(name, kind, check, violation));
        });
    if (primary || property.path("unique").asBoolean()) {
      int position = primary ? property.path("primaryKeyPosition").asInt(key.size() + 1) : 0;
      key.put(position > 0 && !key.containsKey(position) ? position : 1000 + key.size(), name);
    }
    items(property, path);
    Qualities qualities = new Qualities(notes, violation);
    if (qualities.ofProperty(
        property, path, (kind, check, then) -> rule(name, kind, check, then))) {
      key.put(1000 + key.size(), name);
    }
    properties(property, path, name + ".");
  }

  private void items(JsonNode property, String path) {
    if (property.has("items")) {
      Vocabulary.ITEMS.refuseOthers(property.path("items"), path + ".items", notes);
    }
  }

  private Optional<LogicalType> type(JsonNode property, String path) {
    String given = property.path("logicalType").asText("");
    for (LogicalType type : LogicalType.values()) {
      if (type.text().equals(given)) {
        return Optional.of(type);
      }
    }
    if (!given.isEmpty()) {
      notes.refuse(path + ".logicalType", "there is no type '" + given + "'");
    }
    return Optional.empty();
  }

  private void rule(String field, String kind, Rule.Check check, Violation then) {
    rules.add(new Rule(field, kind, check, then));
  }
}
