// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.log;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.registry.state.LogEntry;
import dev.sluice.registry.state.Registered;
import java.util.Optional;

/**
 * Spells entries as Confluent's registry does in its {@code _schemas} topic, so that it could take
 * over the topic. The order of a key's properties matters: compaction compares keys byte by byte.
 */
final class LogWriterFormat {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private LogWriterFormat() {}

  static LogRecord encode(LogEntry entry) {
    if (entry instanceof LogEntry.Put put) {
      Registered one = put.registered();
      return new LogRecord(schemaKey(one.subject(), one.version()), schema(one));
    } else if (entry instanceof LogEntry.Removed removed) {
      return new LogRecord(schemaKey(removed.subject(), removed.version()), null);
    } else if (entry instanceof LogEntry.SubjectDeleted deleted) {
      String value =
          object().put("subject", deleted.subject()).put("version", deleted.upTo()).toString();
      return new LogRecord(key("DELETE_SUBJECT", Optional.of(deleted.subject())), value);
    } else if (entry instanceof LogEntry.SubjectForgotten forgotten) {
      return new LogRecord(key("DELETE_SUBJECT", Optional.of(forgotten.subject())), null);
    } else if (entry instanceof LogEntry.LevelSet set) {
      return new LogRecord(
          key("CONFIG", set.subject()), setting("compatibilityLevel", set.level()));
    } else if (entry instanceof LogEntry.ModeSet set) {
      return new LogRecord(key("MODE", set.subject()), setting("mode", set.mode()));
    }
    throw new IllegalStateException("No spelling for " + entry);
  }

  private static String schemaKey(String subject, int version) {
    return object()
        .put("keytype", "SCHEMA")
        .put("subject", subject)
        .put("version", version)
        .put("magic", 1)
        .toString();
  }

  private static String key(String type, Optional<String> subject) {
    return object()
        .put("keytype", type)
        .put("subject", subject.orElse(null))
        .put("magic", 0)
        .toString();
  }

  private static String schema(Registered one) {
    ObjectNode value =
        object().put("subject", one.subject()).put("version", one.version()).put("id", one.id());
    if (!one.schema().isAvro()) {
      value.put("schemaType", one.schema().type());
    }
    if (!one.schema().references().isEmpty()) {
      ArrayNode references = value.putArray("references");
      one.schema().references().forEach(references::addPOJO);
    }
    return value.put("schema", one.schema().text()).put("deleted", one.deleted()).toString();
  }

  private static String setting(String name, Optional<? extends Enum<?>> value) {
    return value.map(one -> object().put(name, one.name()).toString()).orElse(null);
  }

  private static ObjectNode object() {
    return JSON.createObjectNode();
  }
}
