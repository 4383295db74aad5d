// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility;

import dev.sluice.registry.compatibility.avro.AvroLanguage;
import dev.sluice.registry.compatibility.json.JsonLanguage;
import dev.sluice.registry.compatibility.protobuf.ProtobufLanguage;
import dev.sluice.registry.failure.RegistryException;
import dev.sluice.registry.state.Registered;
import dev.sluice.registry.state.RegistryState;
import dev.sluice.registry.state.SchemaReference;
import dev.sluice.registry.state.SchemaText;
import dev.sluice.registry.state.Show;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads schemas of all languages, with what they take from other subjects. */
public final class Schemas {
  private static final Map<String, Language> LANGUAGES =
      Map.of(
          SchemaText.AVRO, new AvroLanguage(),
          SchemaText.JSON, new JsonLanguage(),
          SchemaText.PROTOBUF, new ProtobufLanguage());

  private final RegistryState state;

  /**
   * A reader of schemas.
   *
   * @param state where the referenced subjects are looked up
   */
  public Schemas(RegistryState state) {
    this.state = state;
  }

  /**
   * Brings a client's schema into the form in which it is kept and compared.
   *
   * @throws RegistryException when it is not valid, or a reference leads nowhere
   */
  public SchemaText canonical(SchemaText given, boolean normalize) {
    Language language = language(given);
    List<SchemaReference> references = given.references().stream().map(this::pinned).toList();
    SchemaText pinned = new SchemaText(given.type(), given.text(), references);
    return new SchemaText(
        given.type(), language.canonical(definition(pinned), normalize), references);
  }

  /** A schema that is kept, in the form that programs read without a parser. */
  public SchemaText serialized(SchemaText kept) {
    return new SchemaText(
        kept.type(), language(kept).serialized(definition(kept)), kept.references());
  }

  /**
   * Why a reader cannot read all values of a writer; empty when it can.
   *
   * @param readerName what messages call it
   * @param writerName what messages call it
   */
  List<Problem> problems(
      SchemaText reader, String readerName, SchemaText writer, String writerName) {
    if (!reader.type().equals(writer.type())) {
      return List.of(
          new Problem(
              "SCHEMA_TYPE_CHANGED",
              "The "
                  + readerName
                  + " schema is "
                  + reader.type()
                  + ", the "
                  + writerName
                  + " one is "
                  + writer.type(),
              ""));
    }
    return language(reader)
        .problems(
            new Side(definition(reader), readerName), new Side(definition(writer), writerName));
  }

  private Definition definition(SchemaText schema) {
    Map<String, String> imports = new LinkedHashMap<>();
    addImports(schema, imports, new HashSet<>());
    return new Definition(schema.text(), imports);
  }

  private void addImports(SchemaText schema, Map<String, String> imports, Set<Registered> seen) {
    for (SchemaReference reference : schema.references()) {
      Registered target = target(reference);
      if (!target.schema().type().equals(schema.type())) {
        throw RegistryException.invalidSchema(
            "The schema is "
                + schema.type()
                + " and refers to "
                + reference.name()
                + ", which is "
                + target.schema().type()
                + ". Refer to schemas of the same type only.");
      }
      if (seen.add(target)) {
        addImports(target.schema(), imports, seen);
        imports.put(reference.name(), target.schema().text());
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

  private static Language language(SchemaText schema) {
    Language language = LANGUAGES.get(schema.type());
    if (language == null) {
      throw RegistryException.invalidSchema(
          "Schemas of type "
              + schema.type()
              + " are not supported by this registry. Its types are "
              + SchemaText.TYPES);
    }
    return language;
  }
}
