// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * One column of a view.
 *
 * @param node the whole expression
 * @param aggregate empty for group keys, and in views without groups
 * @param argument what is aggregated; empty for count(*)
 * @param filter which rows are aggregated; empty for all
 */
public record Item(
    String name,
    Role role,
    JsonNode node,
    Optional<Aggregate> aggregate,
    Optional<JsonNode> argument,
    Optional<JsonNode> filter) {
  /** What a column is to its view. */
  public enum Role {
    KEY,
    MEASURE,
    /** A column of a view without groups. */
    PLAIN
  }

  static Item key(String name, JsonNode node) {
    return new Item(name, Role.KEY, node, Optional.empty(), Optional.empty(), Optional.empty());
  }

  static Item plain(String name, JsonNode node) {
    return new Item(name, Role.PLAIN, node, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
