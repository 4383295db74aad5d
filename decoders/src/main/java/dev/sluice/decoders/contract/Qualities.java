// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads {@code quality}: the metrics that can be held against single records, and the volume. */
final class Qualities {
  static final List<String> OF_PROPERTY = List.of("nullValues", "invalidValues", "duplicateValues");
  static final List<String> OF_TABLE = List.of("rowCount");

  private final Notes notes;
  private final Violation violation;

  Qualities(Notes notes, Violation violation) {
    this.notes = notes;
    this.violation = violation;
  }

  /** Takes what is asked of a property's values. */
  interface Rules {
    void add(String kind, Rule.Check check, Violation then);
  }

  /** Reads those of a property; true if its values are to be unique. */
  boolean ofProperty(JsonNode property, String path, Rules rules) {
    boolean unique = false;
    JsonNode all = property.path("quality");
    for (int i = 0; i < all.size(); i++) {
      JsonNode quality = all.get(i);
      String at = path + ".quality[" + i + "]";
      if (isForPeople(quality)) {
        continue;
      }
      Vocabulary.QUALITY.refuseOthers(quality, at, notes);
      Vocabulary.ARGUMENTS.refuseOthers(quality.path("arguments"), at + ".arguments", notes);
      requireNone(quality, at);
      switch (metric(quality)) {
        case "nullValues" -> rules.add("nullValues", new Checks.Required(), then(quality));
        case "invalidValues" -> invalid(quality, at, rules);
        case "duplicateValues" -> unique = true;
        default -> notes.refuse(at, unknown(quality, OF_PROPERTY));
      }
    }
    return unique;
  }

  private void invalid(JsonNode quality, String at, Rules rules) {
    JsonNode arguments = quality.path("arguments");
    if (arguments.has("validValues")) {
      Set<String> values = new LinkedHashSet<>();
      arguments
          .path("validValues")
          .forEach(
              value ->
                  values.add(value.isNumber() ? Cell.plain(value.decimalValue()) : value.asText()));
      rules.add("validValues", new Checks.OneOf(values), then(quality));
    }
    if (arguments.has("pattern")) {
      try {
        Pattern pattern = Pattern.compile(arguments.path("pattern").asText());
        rules.add("pattern", new Checks.Matches(pattern), then(quality));
      } catch (PatternSyntaxException e) {
        notes.refuse(at + ".arguments.pattern", e.getDescription());
      }
    }
    if (arguments.isEmpty()) {
      notes.refuse(at, "invalidValues needs arguments: validValues, or pattern");
    }
  }

  /** Reads those of a whole table. */
  void ofTable(JsonNode schema, String path, List<Objective> objectives) {
    JsonNode all = schema.path("quality");
    for (int i = 0; i < all.size(); i++) {
      JsonNode quality = all.get(i);
      String at = path + ".quality[" + i + "]";
      if (isForPeople(quality)) {
        continue;
      }
      Vocabulary.VOLUME.refuseOthers(quality, at, notes);
      if (metric(quality).equals("rowCount")) {
        objectives.add(volume(quality));
      } else {
        notes.refuse(at, unknown(quality, OF_TABLE));
      }
    }
  }

  private static Objective volume(JsonNode quality) {
    long least = 0;
    long most = Long.MAX_VALUE;
    for (Map.Entry<String, JsonNode> bound : quality.properties()) {
      JsonNode value = bound.getValue();
      switch (bound.getKey()) {
        case "mustBe" -> {
          least = value.asLong();
          most = value.asLong();
        }
        case "mustBeGreaterThan" -> least = value.asLong() + 1;
        case "mustBeGreaterOrEqualTo" -> least = value.asLong();
        case "mustBeLessThan" -> most = value.asLong() - 1;
        case "mustBeLessOrEqualTo" -> most = value.asLong();
        case "mustBeBetween" -> {
          least = value.path(0).asLong();
          most = value.path(1).asLong();
        }
        default -> {} // what it is called and who wants it
      }
    }
    return new Objective("rowCount", Objective.Measure.ROWS, least, most);
  }

  /** Of a share of bad values only none can be decided record by record. */
  private void requireNone(JsonNode quality, String at) {
    if (!quality.path("mustBe").isNumber() || quality.path("mustBe").asDouble() != 0) {
      notes.refuse(at, "only 'mustBe: 0' is kept: each record is judged by itself");
    }
  }

  private Violation then(JsonNode quality) {
    return switch (quality.path("severity").asText("error")) {
      case "warning", "info" -> Violation.WARN;
      default -> violation;
    };
  }

  private static boolean isForPeople(JsonNode quality) {
    return quality.path("type").asText().equals("text");
  }

  /** Version 3.0 called the metric a rule. */
  private static String metric(JsonNode quality) {
    String type = quality.path("type").asText("library");
    return type.equals("library")
        ? quality.path("metric").asText(quality.path("rule").asText())
        : type;
  }

  private static String unknown(JsonNode quality, List<String> known) {
    return "the quality '" + metric(quality) + "' is not kept; kept are " + known;
  }
}
