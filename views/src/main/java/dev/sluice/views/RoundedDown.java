// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * An expression that is another one rounded down, as an hour is a time rounded down. Who looks for
 * the rows of some hours need not look at rows before the first of them, or after the last.
 *
 * @param of the expression that is rounded, as written
 * @param column the one column that is read for it, as written
 * @param below SQL that follows a rounded value and makes it one that is surely not above what was
 *     rounded: an interval is rounded towards zero, that is up where it is negative
 * @param above SQL that makes it one that is surely not below: two units, for a day may have 25
 *     hours
 */
record RoundedDown(String of, String column, String below, String above) {
  private static final Set<String> UNITS =
      Set.of("second", "minute", "hour", "day", "week", "month", "year");

  /**
   * Reads it off a syntax tree.
   *
   * @param text writes a node as SQL
   */
  static Optional<RoundedDown> of(JsonNode node, Function<JsonNode, String> text) {
    String function = node.path("function_name").asText().toLowerCase(Locale.ROOT);
    JsonNode arguments = node.path("arguments");
    JsonNode unit = arguments.path(0).path("expression").path("literal").path("text");
    String first = unit.asText().toLowerCase(Locale.ROOT);
    JsonNode time = arguments.path(1).path("expression");
    List<JsonNode> columns = time.findParents("column_names");
    if (arguments.size() != 2 || columns.size() != 1) {
      return Optional.empty();
    }
    JsonNode names = columns.get(0).path("column_names");
    String column = names.path(names.size() - 1).asText();
    String rounded = text.apply(time);
    return switch (function) {
      case "date_trunc" ->
          UNITS.contains(first)
              ? Optional.of(
                  new RoundedDown(
                      rounded,
                      column,
                      " - INTERVAL '1 " + first + "'",
                      " + INTERVAL '2 " + first + "'"))
              : Optional.empty();
      case "time_bucket" ->
          Optional.of(
              new RoundedDown(
                  rounded,
                  column,
                  "",
                  " + 2 * (" + text.apply(arguments.path(0).path("expression")) + ")"));
      default -> Optional.empty();
    };
  }

  /** Whether the column itself is rounded, and nothing made of it. */
  boolean ofColumn() {
    String name = of.substring(of.lastIndexOf('.') + 1);
    return name.replace("\"", "").equalsIgnoreCase(column);
  }
}
