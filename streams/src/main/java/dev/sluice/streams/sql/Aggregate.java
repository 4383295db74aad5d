// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.sql;

import java.util.Locale;
import java.util.Optional;

/** Aggregates of which partial values can be put together. */
public enum Aggregate {
  COUNT,
  SUM,
  MIN,
  MAX,
  AVG;

  static Optional<Aggregate> of(String function) {
    return switch (function.toLowerCase(Locale.ROOT)) {
      case "count", "count_star" -> Optional.of(COUNT);
      case "sum" -> Optional.of(SUM);
      case "min" -> Optional.of(MIN);
      case "max" -> Optional.of(MAX);
      case "avg", "mean" -> Optional.of(AVG);
      default -> Optional.empty();
    };
  }
}
