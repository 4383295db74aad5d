// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.registry.compatibility.Schemas;
import dev.sluice.registry.failure.RegistryException;
import dev.sluice.registry.state.Registered;
import dev.sluice.registry.state.RegistryState;
import dev.sluice.registry.state.SchemaReference;
import dev.sluice.registry.state.SchemaText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The JSON shapes of schemas, in and out. */
final class Bodies {
  private Bodies() {}

  /**
   * Reads {@code {schema, schemaType?, references?}}; see {@link #number} for what else may be
   * there.
   */
  static SchemaText schema(Call call) {
    JsonNode body = call.json();
    refuseContracts(body);
    if (!body.path("schema").isTextual() || body.path("schema").asText().isBlank()) {
      throw RegistryException.invalidSchema("Empty schema: the property 'schema' is missing");
    }
    List<SchemaReference> references = new ArrayList<>();
    for (JsonNode one : body.path("references")) {
      references.add(
          new SchemaReference(
              one.path("name").asText(),
              one.path("subject").asText(),
              one.path("version").asInt(-1)));
    }
    return new SchemaText(type(body), body.path("schema").asText(), references);
  }

  /** Dropping rules in silence would break a promise that the client believes was made. */
  private static void refuseContracts(JsonNode body) {
    for (String name : List.of("metadata", "ruleSet")) {
      if (body.hasNonNull(name) && !body.get(name).isEmpty()) {
        throw RegistryException.invalidSchema(
            "This registry keeps no '" + name + "'. Leave it out, or use another registry.");
      }
    }
  }

  /** A number that a schema brings along from another registry; empty without. */
  static OptionalInt number(Call call, String name) {
    int number = call.json().path(name).asInt(-1);
    return number > 0 ? OptionalInt.of(number) : OptionalInt.empty();
  }

  private static String type(JsonNode body) {
    String type = body.path("schemaType").asText("");
    return type.isBlank() || type.equals("null") ? SchemaText.AVRO : type;
  }

  /** A schema as the call wants it: {@code format=serialized}, or as it is kept. */
  static SchemaText inFormat(Call call, SchemaText schema, RegistryState state) {
    return call.parameter("format").filter("serialized"::equals).isPresent()
        ? new Schemas(state).serialized(schema)
        : schema;
  }

  /** {@code {subject, version, id, schemaType?, references?, schema}}. */
  static Map<String, Object> version(Registered one) {
    return version(one, one.schema());
  }

  /**
   * The same, with the schema in another form.
   *
   * @param shown the schema
   */
  static Map<String, Object> version(Registered one, SchemaText shown) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("subject", one.subject());
    body.put("version", one.version());
    body.put("id", one.id());
    body.putAll(schema(shown));
    return body;
  }

  /**
   * {@code {schemaType?, references?, schema}}: Avro goes without saying, as old clients expect.
   */
  static Map<String, Object> schema(SchemaText schema) {
    Map<String, Object> body = new LinkedHashMap<>();
    if (!schema.isAvro()) {
      body.put("schemaType", schema.type());
    }
    if (!schema.references().isEmpty()) {
      body.put("references", schema.references());
    }
    body.put("schema", schema.text());
    return body;
  }
}
