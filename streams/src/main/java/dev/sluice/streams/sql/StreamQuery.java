// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * What an emitted view's SELECT says.
 *
 * @param table the table it reads, as written
 * @param alias what its columns may be qualified with
 */
public record StreamQuery(
    String table,
    String alias,
    Optional<Join> join,
    Optional<JsonNode> where,
    List<Item> items,
    Optional<Window> window) {
  public StreamQuery {
    items = List.copyOf(items);
  }

  public boolean isGrouped() {
    return items.stream().noneMatch(item -> item.role() == Item.Role.PLAIN);
  }
}
