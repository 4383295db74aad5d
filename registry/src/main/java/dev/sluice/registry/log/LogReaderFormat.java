// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.registry.state.Level;
import dev.sluice.registry.state.LogEntry;
import dev.sluice.registry.state.Mode;
import dev.sluice.registry.state.Registered;
import dev.sluice.registry.state.SchemaReference;
import dev.sluice.registry.state.SchemaText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads records that this or Confluent's registry has written. */
final class LogReaderFormat {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private LogReaderFormat() {}

  /**
   * Reads one record; empty for kinds that change nothing here (NOOP and newer ones).
   *
   * @param value null for a tombstone
   * @throws CorruptRecordException when it is not what any registry would write
   */
  static Optional<LogEntry> decode(String key, String value) throws CorruptRecordException {
    try {
      JsonNode keyTree = JSON.readTree(key);
      JsonNode valueTree = value == null ? null : JSON.readTree(value);
      return switch (keyTree.path("keytype").asText()) {
        case "SCHEMA" -> Optional.of(schema(keyTree, valueTree));
        case "DELETE_SUBJECT" -> Optional.ofNullable(valueTree).map(LogReaderFormat::deletion);
        case "CONFIG" -> Optional.of(level(keyTree, valueTree));
        case "MODE" -> Optional.of(mode(keyTree, valueTree));
        default -> Optional.empty();
      };
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new CorruptRecordException(e);
    }
  }

  private static LogEntry schema(JsonNode key, JsonNode value) {
    String subject = required(key, "subject").asText();
    int version = required(key, "version").asInt();
    if (value == null) {
      return new LogEntry.Removed(subject, version);
    }
    List<SchemaReference> references = new ArrayList<>();
    for (JsonNode one : value.path("references")) {
      references.add(
          new SchemaReference(
              one.path("name").asText(),
              one.path("subject").asText(),
              one.path("version").asInt()));
    }
    SchemaText text =
        new SchemaText(
            value.path("schemaType").asText(SchemaText.AVRO),
            required(value, "schema").asText(),
            references);
    return new LogEntry.Put(
        new Registered(
            subject,
            version,
            required(value, "id").asInt(),
            text,
            value.path("deleted").asBoolean()));
  }

  private static LogEntry deletion(JsonNode value) {
    return new LogEntry.SubjectDeleted(
        required(value, "subject").asText(), required(value, "version").asInt());
  }

  private static LogEntry level(JsonNode key, JsonNode value) {
    Optional<String> name = text(value, "compatibilityLevel");
    return new LogEntry.LevelSet(text(key, "subject"), name.map(Level::valueOf));
  }

  private static LogEntry mode(JsonNode key, JsonNode value) {
    return new LogEntry.ModeSet(text(key, "subject"), text(value, "mode").map(Mode::valueOf));
  }

  private static JsonNode required(JsonNode tree, String name) {
    if (!tree.hasNonNull(name)) {
      throw new IllegalArgumentException("The property '" + name + "' is missing");
    }
    return tree.get(name);
  }

  private static Optional<String> text(JsonNode tree, String name) {
    return Optional.ofNullable(tree).map(one -> one.path(name).textValue());
  }
}
