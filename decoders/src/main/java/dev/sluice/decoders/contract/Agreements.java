// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads {@code slaProperties}: how long a record may wait until it is visible. */
final class Agreements {
  static final List<String> FRESHNESS = List.of("latency", "freshness");

  private final Notes notes;

  Agreements(Notes notes) {
    this.notes = notes;
  }

  void read(JsonNode document, List<Objective> objectives) {
    JsonNode all = document.path("slaProperties");
    for (int i = 0; i < all.size(); i++) {
      JsonNode one = all.get(i);
      String at = "slaProperties[" + i + "]";
      String property = one.path("property").asText();
      if (!FRESHNESS.contains(property)) {
        notes.refuse(at, "'" + property + "' is not kept; kept are " + FRESHNESS);
        continue;
      }
      Vocabulary.AGREEMENT.refuseOthers(one, at, notes);
      Optional<Duration> unit = unit(one.path("unit").asText());
      if (unit.isEmpty() || !one.path("value").asText().matches("\\d+(\\.\\d+)?")) {
        notes.refuse(at, "a value with a unit is needed: ms, s, m, h or d");
        continue;
      }
      long most =
          new BigDecimal(one.path("value").asText())
              .multiply(BigDecimal.valueOf(unit.get().toMillis()))
              .longValue();
      objectives.add(new Objective(property, Objective.Measure.FRESHNESS_MS, 0, most));
    }
  }

  private static Optional<Duration> unit(String name) {
    return switch (name) {
      case "ms", "millisecond", "milliseconds" -> Optional.of(Duration.ofMillis(1));
      case "s", "sec", "second", "seconds" -> Optional.of(Duration.ofSeconds(1));
      case "m", "min", "minute", "minutes" -> Optional.of(Duration.ofMinutes(1));
      case "h", "hr", "hour", "hours" -> Optional.of(Duration.ofHours(1));
      case "d", "day", "days" -> Optional.of(Duration.ofDays(1));
      default -> Optional.empty();
    };
  }
}
