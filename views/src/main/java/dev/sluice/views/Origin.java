// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * An expression over one row of a view's FROM.
 *
 * @param text as it stands in the SELECT
 * @param bare its syntax tree without places; two origins are the same if these are
 * @param ofBase whether it reads the first table alone, and gives one value per row
 * @param rounded what it is rounded down from; empty if that is not known
 */
record Origin(String text, JsonNode bare, boolean ofBase, Optional<RoundedDown> rounded) {
  boolean same(Origin other) {
    return bare.equals(other.bare);
  }

  /** The column it is, lower case; empty text if it is more than a column. */
  String column() {
    JsonNode names = bare.path("column_names");
    return bare.path("class").asText().equals("COLUMN_REF")
        ? names.path(names.size() - 1).asText().toLowerCase(java.util.Locale.ROOT)
        : "";
  }
}
