// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads what a property's {@code logicalTypeOptions} ask. */
final class TypeOptions {
  /** By option: the types it may stand with. */
  static final Map<String, List<LogicalType>> ALL =
      Map.ofEntries(
          Map.entry("minLength", List.of(LogicalType.STRING)),
          Map.entry("maxLength", List.of(LogicalType.STRING)),
          Map.entry("pattern", List.of(LogicalType.STRING)),
          Map.entry("minItems", List.of(LogicalType.ARRAY)),
          Map.entry("maxItems", List.of(LogicalType.ARRAY)),
          Map.entry("multipleOf", List.of(LogicalType.INTEGER, LogicalType.NUMBER)),
          Map.entry("minimum", bounded()),
          Map.entry("maximum", bounded()),
          Map.entry("exclusiveMinimum", bounded()),
          Map.entry("exclusiveMaximum", bounded()));

  private final Notes notes;
  private final LogicalType type;

  TypeOptions(Notes notes, LogicalType type) {
    this.notes = notes;
    this.type = type;
  }

  private static List<LogicalType> bounded() {
    return List.of(
        LogicalType.INTEGER, LogicalType.NUMBER, LogicalType.DATE, LogicalType.TIMESTAMP);
  }

  void read(JsonNode options, String path, BiConsumer<String, Rule.Check> rules) {
    for (Map.Entry<String, JsonNode> option : options.properties()) {
      String name = option.getKey();
      String at = path + "." + name;
      if (!ALL.getOrDefault(name, List.of()).contains(type)) {
        notes.refuse(at, "this is not kept for values of type " + type.text());
        continue;
      }
      try {
        rules.accept(name, check(name, option.getValue(), at));
      } catch (NumberFormatException | PatternSyntaxException e) {
        notes.refuse(at, "'" + option.getValue().asText() + "' cannot be read: " + e.getMessage());
      }
    }
  }

  private Rule.Check check(String name, JsonNode value, String at) {
    return switch (name) {
      case "minLength" -> new Checks.Size(size(value), Integer.MAX_VALUE, false);
      case "maxLength" -> new Checks.Size(0, size(value), false);
      case "minItems" -> new Checks.Size(size(value), Integer.MAX_VALUE, true);
      case "maxItems" -> new Checks.Size(0, size(value), true);
      case "pattern" -> new Checks.Matches(Pattern.compile(value.asText()));
      case "multipleOf" -> new Checks.MultipleOf(new BigDecimal(value.asText()));
      default ->
          bound(
              value,
              name.toLowerCase(java.util.Locale.ROOT).endsWith("minimum"),
              name.startsWith("exclusive"),
              at);
    };
  }

  private Rule.Check bound(JsonNode value, boolean lower, boolean exclusive, String at) {
    if (type == LogicalType.INTEGER || type == LogicalType.NUMBER) {
      return new Checks.Bound(new BigDecimal(value.asText()), lower, exclusive);
    }
    Long micros = Cell.micros(value.asText());
    if (micros == null) {
      notes.refuse(
          at,
          "'"
              + value.asText()
              + "' is no date or time, such as 2025-01-31 or 2025-01-31T10:00:00Z");
    }
    return new Checks.TimeBound(micros == null ? 0 : micros, lower, exclusive);
  }

  private static int size(JsonNode value) {
    return Integer.parseInt(value.asText());
  }
}
