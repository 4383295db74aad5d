// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.plan;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.decoders.avro.AvroFormat;
import dev.sluice.decoders.json.JsonSchemaFormat;
import dev.sluice.decoders.protobuf.ProtobufFormat;
import dev.sluice.decoders.registry.RegisteredSchema;
import dev.sluice.decoders.registry.RegisteredSchema.Language;
import dev.sluice.registry.state.LogEntry;
import dev.sluice.registry.state.Registered;
import dev.sluice.registry.state.RegistryState;
import dev.sluice.registry.state.SchemaReference;
import dev.sluice.registry.state.SchemaText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Types;

/**
 * The schemas that a topic has had, in rising order, and one that may follow.
 *
 * @param known where those until now are from
 * @param level the level that counts for them
 */
record SchemaVersions(
    String known, String level, List<RegisteredSchema> before, RegisteredSchema next) {
  SchemaVersions {
    before = List.copyOf(before);
  }

  /** Reads a file by the ending of its name: {@code .avsc}, {@code .proto}, {@code .json}. */
  static RegisteredSchema read(Path file, int id, Map<String, String> imports) throws IOException {
    String name = file.getFileName().toString();
    Language language =
        switch (name.substring(name.lastIndexOf('.') + 1)) {
          case "avsc" -> Language.AVRO;
          case "proto" -> Language.PROTOBUF;
          case "json" -> Language.JSON;
          default ->
              throw new RefusedException(
                  file
                      + " has no ending that tells its language. Name it *.avsc, *.proto or *.json.");
        };
    return new RegisteredSchema(id, language, Files.readString(file), imports);
  }

  /** The newest schema until now. */
  Optional<RegisteredSchema> latest() {
    return before.isEmpty() ? Optional.empty() : Optional.of(before.get(before.size() - 1));
  }

  /** What rows of a schema look like. */
  static Types.StructType row(RegisteredSchema schema) {
    try {
      return switch (schema.language()) {
        case AVRO -> new AvroFormat(id -> avro(schema)).rowType(schema.id());
        case PROTOBUF -> new ProtobufFormat(id -> schema).firstRowType(schema.id());
        case JSON -> new JsonSchemaFormat(id -> schema).declared(schema.id());
      };
    } catch (MalformedException e) {
      throw new RefusedException("A schema cannot be read: " + e.getMessage(), e);
    }
  }

  private static Schema avro(RegisteredSchema schema) throws MalformedException {
    Schema.Parser parser = new Schema.Parser();
    try {
      schema.imports().values().forEach(parser::parse);
      return parser.parse(schema.text());
    } catch (AvroRuntimeException e) {
      throw new MalformedException("it is not a valid Avro schema: " + e.getMessage(), e);
    }
  }

  /** The registry's own words for a schema, whose imports are looked up in a state. */
  static SchemaText text(RegisteredSchema schema, RegistryState imports) {
    List<SchemaReference> references = new ArrayList<>();
    schema
        .imports()
        .forEach(
            (name, text) -> {
              SchemaText imported = new SchemaText(schema.language().name(), text, List.of());
              String subject = name + "@" + schema.id();
              int id = imports.nextId();
              imports.apply(new LogEntry.Put(new Registered(subject, 1, id, imported, false)));
              references.add(new SchemaReference(name, subject, 1));
            });
    return new SchemaText(schema.language().name(), schema.text(), references);
  }
}
