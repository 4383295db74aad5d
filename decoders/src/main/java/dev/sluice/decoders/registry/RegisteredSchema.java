// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.registry;

import dev.sluice.core.failure.MalformedException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A schema as a registry keeps it.
 *
 * @param imports texts of the schemas it refers to, directly or through others, by the names it
 *     refers to them with; each after those that it refers to itself
 */
public record RegisteredSchema(
    int id, Language language, String text, Map<String, String> imports) {
  /** Languages of schemas, as registries call them. */
  public enum Language {
    AVRO("Avro"),
    JSON("JSON Schema"),
    PROTOBUF("Protobuf");

    private final String title;

    Language(String title) {
      this.title = title;
    }

    /** The name for readers. */
    public String title() {
      return title;
    }
  }

  public RegisteredSchema {
    imports = Collections.unmodifiableMap(new LinkedHashMap<>(imports));
  }

  /**
   * This schema, if it is in the language that its topic is read in.
   *
   * @throws MalformedException if it is in another
   */
  public RegisteredSchema in(Language expected) throws MalformedException {
    if (language != expected) {
      throw new MalformedException(
          "schema id "
              + id
              + " is of type "
              + language.name()
              + ", and this topic is read as "
              + expected.title());
    }
    return this;
  }
}
