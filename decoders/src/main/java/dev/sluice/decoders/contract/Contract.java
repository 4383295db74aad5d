// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.contract;

import java.util.List;
import java.util.Optional;

/**
 * What a topic's records promise.
 *
 * @param id of the document
 * @param fields that it names, with dots before those of structs
 * @param rules that each record keeps to by itself
 * @param key fields whose values make a record unique; empty where nothing is said about that
 * @param objectives of a table made of the topic
 */
public record Contract(
    String id, List<Field> fields, List<Rule> rules, List<String> key, List<Objective> objectives) {
  public Contract {
    fields = List.copyOf(fields);
    rules = List.copyOf(rules);
    key = List.copyOf(key);
    objectives = List.copyOf(objectives);
  }

  /**
   * A field.
   *
   * @param type empty where nothing is said about it
   * @param required whether each record must have it
   */
  public record Field(String name, Optional<LogicalType> type, boolean required) {}
}
