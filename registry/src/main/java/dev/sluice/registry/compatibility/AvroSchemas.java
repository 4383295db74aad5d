// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.registry.failure.RegistryException;
import dev.sluice.registry.state.Registered;
import dev.sluice.registry.state.RegistryState;
import dev.sluice.registry.state.SchemaReference;
import dev.sluice.registry.state.SchemaText;
import dev.sluice.registry.state.Show;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Reads Avro schemas, with the types that they take from other subjects. */
public final class AvroSchemas {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final RegistryState state;

  /**
   * A reader of schemas.
   *
   * @param state where the referenced subjects are looked up
   */
  public AvroSchemas(RegistryState state) {
    this.state = state;
  }

  /**
   * Brings a client's schema into the form in which it is kept and compared.
   *
   * @throws RegistryException when it is not valid Avro, or a reference leads nowhere
   */
  public SchemaText canonical(SchemaText given) {
    requireAvro(given);
    List<SchemaReference> references = given.references().stream().map(this::pinned).toList();
    Schema.Parser parser = new Schema.Parser();
    read(references, parser, new HashSet<>());
    Schema schema = parse(parser, given.text());
    // printed by Avro, a schema would contain the types that it borrows
    String text = references.isEmpty() ? schema.toString() : compact(given.text());
    return new SchemaText(SchemaText.AVRO, text, references);
  }

  /** Reads a schema that the registry has accepted before. */
  public Schema stored(SchemaText kept) {
    requireAvro(kept);
    // an older registry may have let pass a default that this one would refuse
    Schema.Parser parser = new Schema.Parser().setValidateDefaults(false);
    read(kept.references(), parser, new HashSet<>());
    return parse(parser, kept.text());
  }

  private void read(List<SchemaReference> references, Schema.Parser parser, Set<Registered> seen) {
    for (SchemaReference reference : references) {
      Registered target = target(reference);
      if (seen.add(target)) {
        requireAvro(target.schema());
        read(target.schema().references(), parser, seen);
        parse(parser, target.schema().text());
      }
    }
  }

  private SchemaReference pinned(SchemaReference reference) {
    return new SchemaReference(reference.name(), reference.subject(), target(reference).version());
  }

  private Registered target(SchemaReference reference) {
    return (reference.version() == -1
            ? state.latest(reference.subject(), Show.LIVE)
            : state.version(reference.subject(), reference.version(), Show.ALL))
        .orElseThrow(
            () ->
                RegistryException.invalidSchema(
                    "The schema refers to "
                        + reference.name()
                        + " in version "
                        + reference.version()
                        + " of subject '"
                        + reference.subject()
                        + "', which is not registered. Register that one first."));
  }

  private static void requireAvro(SchemaText schema) {
    if (!schema.isAvro()) {
      throw RegistryException.invalidSchema(
          "Schemas of type "
              + schema.type()
              + " are not supported by this registry. Use AVRO, or another registry.");
    }
  }

  private static String compact(String json) {
    try {
      return JSON.readTree(json).toString();
    } catch (JsonProcessingException e) {
      throw RegistryException.invalidSchema("Invalid Avro schema: " + e.getMessage());
    }
  }

  private static Schema parse(Schema.Parser parser, String text) {
    try {
      return parser.parse(text);
    } catch (AvroRuntimeException e) {
      throw RegistryException.invalidSchema(
          "Invalid Avro schema: " + e.getMessage() + ". The schema was: " + text);
    }
  }
}
